"""Forgetting a chat: what was said to it, what it asked for, and whose it was."""

from typing import Any

from sqlalchemy import delete, null, select, update
from sqlmodel import Session, col

from storage.conversations import forget_state
from storage.people import delete_identity
from storage.tables import Identity, Inbox, Outbox, Reminder, Subscription
from storage.vocabulary import Delivery


def forget_chat(session: Session, channel: str, chat: str) -> None:
    """Delete all that is kept of a chat but the updates it reported.

    A message that a reminder hangs on loses its words and its address, so that it is not said again; one that
    went on to another chat forgets that it was tried here.
    """
    session.execute(
        delete(Subscription).where(col(Subscription.channel) == channel, col(Subscription.chat) == chat)
    )
    own = (col(Outbox.channel) == channel) & (col(Outbox.chat) == chat)
    hung_on = select(col(Reminder.outbox_id)).where(col(Reminder.outbox_id).is_not(None))
    session.execute(delete(Outbox).where(own, col(Outbox.id).not_in(hung_on)))
    session.execute(
        update(Outbox)
        .where(own)
        .values(
            say={"text": ""}, chat="", person_id=None, state=Delivery.DROPPED, tried=null(), vendor_id=None
        )
    )
    _forget_tries(session, channel, chat)
    failed = select(Inbox).where(col(Inbox.channel) == channel, col(Inbox.failed).is_not(None))
    for event in session.scalars(failed):
        if event.failed and event.failed.get("chat") == chat:
            event.failed = None
    delete_identity(session, channel, chat)
    forget_state(session, channel, chat)


def _forget_tries(session: Session, channel: str, chat: str) -> None:
    """What was first tried here is said to the same person elsewhere: the name of this chat goes."""
    here = (col(Identity.channel) == channel) & (col(Identity.chat) == chat)
    whose = select(col(Identity.person_id)).where(here)
    moved = select(Outbox).where(col(Outbox.person_id).in_(whose), col(Outbox.tried).is_not(None))
    for row in session.scalars(moved):
        row.tried = [_nameless(way) if way.get("chat") == chat else way for way in row.tried or ()]


def _nameless(way: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in way.items() if name != "chat"}
