"""Where a person is reached: the channels they linked, and the one they chose."""

from collections.abc import Collection

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.errors import NotAllowed
from storage.people import identities_of, list_identities, people_by_id
from storage.tables import Identity, Person


def prefer(session: Session, person_id: int, channel: str) -> None:
    """Reach this person on `channel` from now on."""
    if channel not in {identity.channel for identity in list_identities(session, person_id)}:
        raise NotAllowed("That channel is not linked yet: sign in there first.")
    person = session.get(Person, person_id)
    assert person is not None
    person.preferred = channel
    session.flush()


def reached_at(session: Session, person_id: int, avoid: Collection[str] = ()) -> Address | None:
    """Where to write to this person: the channel they chose, else the one linked last that still works.

    Channels to `avoid` are used only where there is no other.
    """
    person = session.get(Person, person_id)
    identities = list_identities(session, person_id)
    best = best_identity(person, [one for one in identities if one.channel not in avoid])
    best = best or best_identity(person, identities)
    return Address(best.channel, best.chat) if best is not None else None


def addresses_of(session: Session, person_ids: Collection[int]) -> dict[int, Address]:
    """Where to write to each of these people; whoever can be reached nowhere is left out."""
    people = people_by_id(session, person_ids)
    linked: dict[int, list[Identity]] = {}
    for identity in identities_of(session, person_ids):
        linked.setdefault(identity.person_id, []).append(identity)
    best = {one: best_identity(people.get(one), identities) for one, identities in linked.items()}
    return {one: Address(found.channel, found.chat) for one, found in best.items() if found is not None}


def best_identity(person: Person | None, identities: list[Identity]) -> Identity | None:
    """Of the addresses linked to a person, the one to write to."""
    working = [identity for identity in identities if identity.reachable]
    if person is None or not working:
        return None
    return max(working, key=lambda identity: (identity.channel == person.preferred, identity.linked_at))
