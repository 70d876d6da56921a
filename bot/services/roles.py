"""What the roles and channels are called."""

from bot.services.ward import Ward
from bot.texts import N_, _
from storage.vocabulary import Role

WEB = "web"
# The way a message went that was said by telephone.
TELEPHONE = "call"

_ROLES = {
    Role.FOCAL: N_("focal point"),
    Role.HEAD: N_("head of unit"),
    Role.OFFICE: N_("synthesising office"),
    Role.LEADER: N_("ward leader"),
    Role.CITIZEN: N_("citizen"),
}


def role_name(role: Role) -> str:
    return _(_ROLES[role])


def channels_of(ward: Ward) -> list[str]:
    """The channels people can be reached on, those with accounts first."""
    return [*ward.channels, *([WEB] if ward.web_chat else [])]


def channel_name(ward: Ward, channel: str) -> str:
    """What people call a channel; one that is no longer set up keeps its word."""
    if channel == WEB:
        return _("Web chat")
    return ward.channels[channel].label if channel in ward.channels else channel
