"""Everybody in a seat within reach, and a unit's name where its seat is empty: for looking ahead only."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import Session

from bot.services.ward import ChannelFacts, Ward
from storage.obligations import open_obligations
from storage.people import list_holders
from storage.plan import list_units
from storage.tables import Identity, Person, Seat
from storage.vocabulary import Role

HERE = "preview"
# Above every seat position in use.
STAND_IN = 1000
SEATS = (Role.FOCAL, Role.HEAD, Role.OFFICE, Role.LEADER)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def within_reach(ward: Ward) -> Ward:
    """The ward with the one channel on which `link` reaches everybody, free of charge."""
    return replace(ward, channels={HERE: ChannelFacts(HERE, lambda _facts, _code: "")}, web_chat=False)


def fill_seats(session: Session, now: datetime) -> set[int]:
    """Let the name of the unit stand for a focal point nobody is yet; the ids of these stand-ins."""
    held = {holder.unit_id for holder in list_holders(session, Role.FOCAL)}
    empty = {obligation.unit_id for obligation in open_obligations(session)} - held
    names = {unit.id: unit.name for unit in list_units(session)} if empty else {}
    added = set()
    for unit_id in sorted(empty):
        person = Person(name=names.get(unit_id, ""))
        session.add(person)
        session.flush()
        assert person.id is not None
        seat = Seat(unit_id=unit_id, role=Role.FOCAL, position=STAND_IN, person_id=person.id, since=now)
        session.add(seat)
        added.add(person.id)
    session.flush()
    return added


def link(session: Session, linked: Collection[int], wanted: Collection[int]) -> set[int]:
    """Give those `wanted` an address here who are not `linked` yet; who is linked now."""
    new = sorted(set(wanted) - set(linked))
    session.add_all(
        Identity(person_id=person_id, channel=HERE, chat=str(person_id), linked_at=_LONG_AGO)
        for person_id in new
    )
    session.flush()
    return {*linked, *new}
