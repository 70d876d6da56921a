"""What happens to a chat beside what is said there: they came or left, or a person took over."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.conversation.messages import Happened, Happening
from bot.services.privacy import forget
from storage.conversations import keep_quiet, note_heard
from storage.inbox import remember
from storage.outbox import acknowledge
from storage.people import keep_phone, lose_address, regain_address
from storage.waiting import drop_waiting

BY_HAND = timedelta(minutes=30)


def note_happened(session: Session, event: Happened, now: datetime) -> None:
    """Take note of an event, once."""
    channel, chat = event.address.channel, event.address.chat
    if not remember(session, channel, event.id, now):
        return
    match event.what:
        case Happening.CAME:
            regain_address(session, channel, chat)
            note_heard(session, channel, chat, event.at)
        case Happening.LEFT:
            lose_address(session, channel, chat)
        case Happening.TAKEN_OVER:
            keep_quiet(session, channel, chat, now + BY_HAND, now)
        case Happening.DELIVERED | Happening.SEEN:
            acknowledge(session, channel, chat, event.about)
        case Happening.GAVE_PHONE:
            keep_phone(session, channel, chat, event.about)
        case Happening.WITHDREW:
            drop_waiting(session, channel, chat)
            forget(session, event.address, now)
