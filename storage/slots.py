"""The messages an account may send in a second, as rows: whoever sends has one, and gives it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, select, update
from sqlmodel import Session

from storage.tables import Slot
from storage.upsert import insert_all_new

_TABLE = Slot.__table__  # type: ignore[attr-defined]
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Place:
    """A slot nobody has before `free_at`; `taken` while somebody has it now, who may lose it then."""

    number: int
    free_at: datetime
    taken: bool


def lay_out(session: Session, channel: str, per_second: int, now: datetime) -> None:
    """Make the slots of a channel that are not there yet, free one after another over a second."""
    rows = [
        {"channel": channel, "number": number, "free_at": now + number * SECOND / per_second}
        for number in range(per_second)
    ]
    insert_all_new(session, _TABLE, rows, on=("channel", "number"))


def places(session: Session, channel: str, per_second: int, now: datetime) -> list[Place]:
    """The slots of a channel, the next to be free first."""
    wanted = select(_TABLE.c.number, _TABLE.c.free_at, _TABLE.c.leased_until).where(
        _TABLE.c.channel == channel, _TABLE.c.number < per_second
    )
    found = []
    for number, free_at, leased_until in session.connection().execute(wanted):
        taken = leased_until is not None and leased_until > now
        found.append(Place(number, max(free_at, leased_until) if taken else free_at, taken))
    return sorted(found, key=lambda place: (place.free_at, place.number))


def take_places(session: Session, channel: str, numbers: Collection[int], until: datetime) -> None:
    """Have these to ourselves, at most until then."""
    session.connection().execute(
        update(_TABLE).where(_here(channel), _TABLE.c.number.in_(numbers)).values(leased_until=until)
    )


def give_back(session: Session, channel: str, number: int, answered: datetime) -> None:
    """Let others have a slot a second after the vendor's answer came, or later where all are paused."""
    session.connection().execute(
        update(_TABLE)
        .where(_here(channel), _TABLE.c.number == number)
        .values(leased_until=None, free_at=_at_least(answered + SECOND))
    )


def pause(session: Session, channel: str, until: datetime) -> None:
    """Let no slot be free before then, in whatever process."""
    session.connection().execute(update(_TABLE).where(_here(channel)).values(free_at=_at_least(until)))


def reckon_back(session: Session, channel: str, by: timedelta, now: datetime) -> None:
    """Let nothing wait longer for the clock's having been put back by so much."""
    wanted = select(_TABLE.c.number, _TABLE.c.free_at, _TABLE.c.leased_until).where(_here(channel))
    for number, free_at, leased_until in session.connection().execute(wanted).all():
        moments = {"free_at": free_at, "leased_until": leased_until}
        earlier = {name: at - by for name, at in moments.items() if at is not None and at > now + SECOND}
        if earlier:
            session.connection().execute(
                update(_TABLE).where(_here(channel), _TABLE.c.number == number).values(**earlier)
            )


def release_places(session: Session, now: datetime) -> None:
    """Give back what a dead process had, which may have used it just now: for the only process there is."""
    session.connection().execute(
        update(_TABLE)
        .where(_TABLE.c.leased_until.is_not(None))
        .values(leased_until=None, free_at=_at_least(now + SECOND))
    )


def _here(channel: str) -> ColumnElement[bool]:
    here: ColumnElement[bool] = _TABLE.c.channel == channel
    return here


def _at_least(moment: datetime) -> ColumnElement[datetime]:
    return case((_TABLE.c.free_at < moment, moment), else_=_TABLE.c.free_at)
