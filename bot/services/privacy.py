"""Forgetting somebody who asks for it: all that is kept of their chat but the updates they reported."""

from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Address
from storage.audit import record
from storage.privacy import forget_chat


def forget(session: Session, address: Address, now: datetime) -> None:
    """Delete the chat's messages, subscriptions, position and link to a person; say only that it was done."""
    session.flush()
    forget_chat(session, address.channel, address.chat)
    record(session, now, "chat", "data_forgotten", address.channel)
    session.flush()
