"""A phone number for reminders that can reach somebody in no other way; given freely, or not."""

from bot.conversation.messages import SHARE_PHONE, Answer, Choice, Say
from bot.conversation.router import Command, Part
from bot.conversation.steps import Chat
from bot.services.desk import Desk
from bot.texts import _
from storage.people import find_identity, keep_phone

SHOWN = 3
_FORGET = "/forget_phone"


def _phone(chat: Chat[Desk], _answer: Answer) -> Say:
    """Say what is kept, or show the form where the channel has one."""
    channel = chat.desk.ward.channels.get(chat.address.channel)
    identity = find_identity(chat.desk.session, chat.address.channel, chat.address.chat)
    if identity is not None and identity.phone:
        kept = _(
            "✅ Your number ending in {end} is kept, for reminders that reach you in no other way. "
            "It is used for nothing else.",
            end=identity.phone[-SHOWN:],
        )
        return Say(kept, (Choice(_FORGET, _("Delete the number")),))
    if identity is None or channel is None or not channel.asks_phone:
        return Say(_("No phone number is needed here, and none is kept."))
    asked = _(
        "{channel} will ask for your number. It is kept only for reminders that reach you in no other way, "
        "and you may leave it out.",
        channel=channel.label,
    )
    return Say(asked, (Choice(SHARE_PHONE, _("Give my phone number")),))


def _forget(chat: Chat[Desk], _answer: Answer) -> Say:
    keep_phone(chat.desk.session, chat.address.channel, chat.address.chat, None)
    return Say(_("The number has been deleted."))


PART: Part[Desk] = Part(
    commands=(
        Command("/phone", _phone, ("so dien thoai", "cho so dien thoai", "phone", "phone number")),
        Command(SHARE_PHONE, _phone),
        Command(_FORGET, _forget, ("xoa so dien thoai", "delete my phone number")),
    ),
)
