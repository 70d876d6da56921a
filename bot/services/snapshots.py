"""Closing a period: at the end of the day its report is due it is kept as it stands, what comes later apart.

Why on the due day and not at the data's cut-off: see docs/decisions/0006-closed-on-the-due-day.md.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from bot.domain.deadlines import period_name
from bot.domain.snapshot import Reach, Told, content, digest, moment
from bot.errors import BadInput, NotAllowed
from bot.services.as_of import Then, as_of
from bot.services.ward import Ward
from storage.audit import record
from storage.journal import entries_of
from storage.obligations import list_periods
from storage.plan import latest_version, parts_by_unit
from storage.snapshots import (
    closed_at,
    files_by_update,
    has_news,
    keep_looked,
    keep_snapshot,
    looked_at,
    names_then,
    newest_snapshots,
    newest_update,
    periods_to_close,
    reports_ever,
    snapshots_of,
    told_in,
)
from storage.tables import Period, Snapshot
from storage.vocabulary import ObligationState


@dataclass(frozen=True)
class Verdict:
    """Whether a snapshot is what was written, and whether the rows still say the same."""

    snapshot: Snapshot
    unchanged: bool
    reproduced: bool

    @property
    def holds(self) -> bool:
        return self.unchanged and self.reproduced


def closing_moment(period: Period, ward: Ward) -> datetime:
    """The end of the ward's day on which the report is due."""
    return _midnight(period.due + timedelta(days=1), ward)


def is_closed(session: Session, ward: Ward, period: Period, now: datetime) -> bool:
    """Whether what comes now is an addendum."""
    return now >= closing_moment(period, ward) or closed_at(session, period.code) is not None


def take_due(session: Session, ward: Ward, now: datetime) -> int:
    """Close what has to be closed by now, and once a day gather what came after; how many were written."""
    today = ward.day(now)
    closing = periods_to_close(session, today)
    taken = sum(_take(session, period, None, closing_moment(period, ward), now) for period in closing)
    last = looked_at(session)
    if closing or last is None or ward.day(last) != today:
        morning = _midnight(today, ward)
        taken += sum(_add(session, newest, morning, now) for newest in newest_snapshots(session).values())
        keep_looked(session, now)
    return taken


def take_addendum(session: Session, ward: Ward, period_code: str, now: datetime, *, by: str) -> Snapshot:
    """An addendum of what has come by now; NotAllowed where the period is open or nothing is new."""
    period = named_period(session, period_code)
    take_due(session, ward, now)
    newest = newest_snapshots(session).get(period.code)
    if newest is None:
        raise NotAllowed(
            "{period} is not closed yet: it is on the day its report is due.", period=period_name(period.code)
        )
    if not _add(session, newest, now, now):
        raise NotAllowed(
            "Nothing new has come for {period} since it was last kept.", period=period_name(period.code)
        )
    written = snapshots_of(session, period.code)[-1]
    record(session, now, by, "addendum", f"period:{period.code}", number=written.number)
    return written


def reproduce(session: Session, snapshot: Snapshot) -> str:
    """The content once more, from the frame as it was kept and the updates as they are stored."""
    frame = json.loads(snapshot.content)["frame"]
    return content(frame, _told(session, snapshot.period_code))


def verify(session: Session, snapshot: Snapshot) -> Verdict:
    try:
        reproduced = reproduce(session, snapshot) == snapshot.content
    except (ValueError, KeyError, TypeError):
        reproduced = False
    return Verdict(snapshot, digest(snapshot.content) == snapshot.sha256, reproduced)


def chosen_snapshots(session: Session, period_code: str, number: int | None) -> Sequence[Snapshot]:
    """The one with this number, or all; NotAllowed where there is none."""
    period = named_period(session, period_code)
    rows = snapshots_of(session, period.code)
    if not rows:
        raise NotAllowed(
            "{period} is not closed yet: it is on the day its report is due.", period=period_name(period.code)
        )
    chosen = [row for row in rows if number is None or row.number == number]
    if not chosen:
        raise NotAllowed(
            "{period} has no addendum {number}; there are {known}.",
            period=period_name(period.code),
            number=number or 0,
            known=len(rows) - 1,
        )
    return chosen


def named_period(session: Session, code: str) -> Period:
    """The period with this code; BadInput, with those there are, for an unknown one."""
    periods = {period.code: period for period in list_periods(session)}
    found = periods.get(code.strip().upper())
    if found is None:
        known = ", ".join(periods) or "–"
        raise BadInput(
            "There is no reporting period {period}; known are: {known}.", period=code[:20], known=known
        )
    return found


def _add(session: Session, newest: Snapshot, until: datetime, now: datetime) -> bool:
    """An addendum to what was kept last, unless nothing has come; never one that reaches less far back."""
    reach = Reach.from_data(json.loads(newest.content)["frame"]["reach"])
    until = max(until, reach.until)
    if not has_news(session, newest.period_code, reach.through, reach.until, until):
        return False
    period = session.get(Period, newest.period_code)
    assert period is not None
    return _take(session, period, (newest.number, reach), until, now)


def _take(
    session: Session, period: Period, after: tuple[int, Reach] | None, until: datetime, now: datetime
) -> bool:
    """Keep a period as it stood just before `until`, once; `after` is the snapshot before, and its reach."""
    number, earlier = (after[0] + 1, after[1]) if after is not None else (0, None)
    told = _told(session, period.code)
    reach = Reach(newest_update(session), until)
    frame = {
        "number": number,
        "period": _period(period),
        "after": earlier.as_data() if earlier is not None else None,
        "reach": reach.as_data(),
        **_names(session, period.code, [each for each in told if reach.has(each)], until),
    }
    written = content(frame, told)
    row = {
        "period_code": period.code,
        "number": number,
        "since": earlier.until if earlier is not None else None,
        "until": until,
        "taken_at": now,
        "sha256": digest(written),
        "content": written,
    }
    return keep_snapshot(session, row)


def _names(session: Session, period: str, told: Sequence[Told], until: datetime) -> dict[str, Any]:
    """What nobody could tell later: units, tasks and parts as they are, who owed it and until when."""
    reports = reports_ever(session, period)
    entries = entries_of(session, [one.id or 0 for one in reports])
    owing = {
        one.unit_id: then
        for one in reports
        if (then := as_of(one, entries.get(one.id or 0, []), until)) is not None
        and then.state is not ObligationState.CANCELLED
    }
    taking = {unit: parts for unit, parts in parts_by_unit(session).items() if unit in owing}
    units, items = names_then(
        session,
        {*owing, *(each.unit_id for each in told)},
        {*(each.item_id for each in told), *(item for parts in taking.values() for item in parts)},
    )
    version = latest_version(session)
    return {
        "plan": {"source": version.source, "sha256": version.sha256} if version is not None else None,
        "units": [
            {"id": unit.id, "code": unit.code, "name": unit.name, **_owes(owing.get(unit.id or 0))}
            for unit in units
        ],
        "tasks": [{"id": item.id, "code": item.code, "text": item.text} for item in items],
        "parts": [
            {"unit": unit, "task": item, "part": part.value}
            for unit, parts in sorted(taking.items())
            for item, part in sorted(parts.items())
        ],
    }


def _owes(then: Then | None) -> dict[str, Any]:
    """The day its report is due; `extended_from` where a leader had given longer."""
    if then is None:
        return {"owes": False, "due": None, "extended_from": None}
    longer = then.extended_from.isoformat() if then.extended_from is not None else None
    return {"owes": True, "due": then.due.isoformat(), "extended_from": longer}


def _period(period: Period) -> dict[str, Any]:
    days = {name: getattr(period, name).isoformat() for name in ("starts", "cutoff", "due")}
    at = moment(period.confirmed_at) if period.confirmed_at is not None else None
    return {"code": period.code, "kind": period.kind.value, "confirmed_at": at, **days}


def _told(session: Session, period: str) -> list[Told]:
    files = files_by_update(session, period)
    return [
        Told(
            row.id,
            row.receipt,
            row.unit_id,
            row.item_id,
            row.version,
            row.state,
            row.percent,
            row.text,
            row.figures,
            files.get(row.id, ()),
            row.channel,
            row.created_at,
        )
        for row in told_in(session, period)
    ]


def _midnight(day: date, ward: Ward) -> datetime:
    return datetime.combine(day, time(), ward.zone)
