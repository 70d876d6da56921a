"""Where a person is reached: the channels they linked, and those they chose, in order."""

from collections.abc import Collection, Iterable

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.errors import NotAllowed
from bot.services.roles import WEB
from storage.people import list_identities
from storage.tables import Identity, Person
from storage.ways import Linked


def prefer(session: Session, person_id: int, channel: str) -> None:
    """Reach this person on `channel` from now on, and where that fails on those they chose before it."""
    linked = {identity.channel for identity in list_identities(session, person_id)}
    if channel not in linked:
        raise NotAllowed("That channel is not linked yet: sign in there first.")
    person = session.get(Person, person_id)
    assert person is not None
    before = [one for one in preferences(person.preferred) if one != channel and one in linked]
    person.preferred = ",".join([channel, *before])
    session.flush()


def preferences(preferred: str | None) -> list[str]:
    """The channels a person chose, the one to try first at the front."""
    return [one for one in (preferred or "").split(",") if one]


def rank(identity: Identity | Linked, preferred: str | None) -> tuple[int, bool, float]:
    """Where an address stands among those of its person: first what they chose, in their order, then what
    rings before the web chat, which waits until they come, then what was linked last.
    """
    order = preferences(preferred)
    place = order.index(identity.channel) if identity.channel in order else len(order)
    return place, identity.channel == WEB, -identity.linked_at.timestamp()


def in_order(person: Person | None, identities: Iterable[Identity]) -> list[Identity]:
    """Of the addresses linked to a person, those that work, in the order in which they are tried."""
    if person is None:
        return []
    working = [identity for identity in identities if identity.reachable]
    return sorted(working, key=lambda identity: rank(identity, person.preferred))


def reached_at(session: Session, person_id: int, avoid: Collection[str] = ()) -> Address | None:
    """Where to write to this person: the channel they chose, else the one linked last that still works.

    Channels to `avoid` are used only where there is no other. Whether it is open there just now is judged
    when the message leaves: see `bot.services.routes`.
    """
    person = session.get(Person, person_id)
    identities = list_identities(session, person_id)
    order = sorted(in_order(person, identities), key=lambda one: one.channel in avoid)
    return Address(order[0].channel, order[0].chat) if order else None
