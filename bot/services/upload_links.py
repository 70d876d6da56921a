"""Links under which files can be sent into a chat whose channel carries none: short-lived, for one chat."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.domain.signed import seal, unseal
from bot.services.desk import Desk
from storage.accounts import known_secret, secret
from storage.people import find_identity, find_officer
from storage.tables import Identity

LIVES = timedelta(minutes=30)
PATH = "/gui-tep"
_KEY, _PURPOSE = "uploads", "upload"


def upload_link(desk: Desk) -> str | None:
    """Where whoever speaks can send files for the next half hour.

    None where they send them right here, and for those who have not signed in, whose files are not taken.
    """
    facts = desk.ward.channels.get(desk.address.channel)
    if facts is None or facts.receives_files or desk.officer is None:
        return None
    linked = find_identity(desk.session, desk.address.channel, desk.address.chat)
    if linked is None:
        return None
    token = seal(secret(desk.session, _KEY), _PURPOSE, _mark(linked), desk.now + LIVES)
    return f"{desk.ward.public_url}{PATH}/{token}"


def opened(session: Session, token: str, now: datetime) -> Address | None:
    """The chat a link leads to.

    None where it is false or has lapsed, or whoever it was given to has signed out, left or been forgotten.
    """
    key = known_secret(session, _KEY)
    payload = unseal(key, _PURPOSE, token, now) if key is not None else None
    if payload is None:
        return None
    linked = session.get(Identity, int(payload.partition(".")[0]))
    if linked is None or _mark(linked) != payload:
        return None
    if find_officer(session, linked.channel, linked.chat) is None:
        return None
    return Address(linked.channel, linked.chat)


def _mark(linked: Identity) -> str:
    """What changes when the chat is signed in anew, so that a link dies with the sign-in it was given to."""
    return f"{linked.id}.{linked.person_id}.{int(linked.linked_at.timestamp())}"
