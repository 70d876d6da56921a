"""What the roles and channels are called."""

from bot.texts import N_, _
from storage.vocabulary import Role

_ROLES = {
    Role.FOCAL: N_("focal point"),
    Role.HEAD: N_("head of unit"),
    Role.OFFICE: N_("synthesising office"),
    Role.LEADER: N_("ward leader"),
    Role.CITIZEN: N_("citizen"),
}
_CHANNELS = {"web": N_("Web chat")}


def role_name(role: Role) -> str:
    return _(_ROLES[role])


def channel_name(channel: str) -> str:
    """What people call a channel; one without a name of its own keeps its word."""
    return _(_CHANNELS[channel]) if channel in _CHANNELS else channel
