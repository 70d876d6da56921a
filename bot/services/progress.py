"""Taking updates in: a version at a time, each with its receipt, and telling the office what is stuck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Address, Attachment
from bot.domain.progress import agreed_percent, check_contents
from bot.errors import BadInput, NotAllowed
from bot.services.blocked import tell_of_blocked
from bot.services.obligations import settle
from storage.audit import record
from storage.people import Officer, names_of
from storage.plan import merged_into, parts_by_unit
from storage.progress import (
    files_of,
    keep_file,
    latest_version_of,
    next_receipt,
    previous_update,
    recent_updates,
    versions_of,
)
from storage.tables import Period, PlanItem, Progress, ProgressFile
from storage.vocabulary import ProgressState, Role

REPORTING = (Role.FOCAL, Role.HEAD)


@dataclass(frozen=True)
class Receipt:
    """What the unit holds in its hand: `number` is unique; `told` people of the office heard it is stuck."""

    number: str
    version: int
    told: int = 0


@dataclass(frozen=True)
class Version:
    """One version of an update, as history shows it."""

    receipt: str
    unit_id: int
    version: int
    state: ProgressState
    percent: int | None
    text: str
    figures: dict[str, float]
    name: str
    channel: str
    at: datetime


def submit(
    session: Session,
    *,
    unit_id: int,
    item_id: int,
    period_code: str,
    state: ProgressState,
    percent: int | None,
    text: str,
    figures: Mapping[str, float],
    files: Sequence[Attachment],
    officer: Officer | None,
    address: Address,
    now: datetime,
) -> Receipt:
    """Store an update as the next version. Raises NotAllowed or BadInput before anything is written."""
    if officer is None or not any(s.unit_id == unit_id and s.role in REPORTING for s in officer.seats):
        raise NotAllowed("Only the focal point or head of a unit may report for it.")
    item = session.get(PlanItem, item_id)
    if item is None or not item.active:
        raise NotAllowed("The plan has changed: this task is no longer in it.")
    if item_id not in parts_by_unit(session).get(unit_id, {}):
        raise NotAllowed("Task {code} is not one your unit takes part in.", code=item.code)
    if session.get(Period, period_code) is None:
        raise BadInput("There is no reporting period {period}.", period=period_code[:20])
    percent, text = agreed_percent(state, percent), text.strip()
    kept = {file.sha256: file for file in files if file.sha256 and not file.problem}
    check_contents(text, figures, len(kept))
    number = next_receipt(session, int(period_code[:4]))
    row = Progress(
        receipt=number,
        unit_id=unit_id,
        item_id=item_id,
        period_code=period_code,
        version=latest_version_of(session, unit_id, item_id, period_code) + 1,
        state=state,
        percent=percent,
        text=text,
        figures=dict(figures),
        person_id=officer.person_id,
        channel=address.channel,
        created_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    for file in kept.values():
        session.add(ProgressFile(progress_id=row.id, file_id=_keep(session, file, address, now)))
    session.flush()
    settle(session, unit_id, period_code, now)
    detail: dict[str, str | int] = {"unit": unit_id, "period": period_code, "version": row.version}
    actor = f"person:{officer.person_id}"
    record(session, now, actor, "report", f"item:{item_id}", receipt=number, files=len(kept), **detail)
    told = tell_of_blocked(session, row, item, officer, now) if state is ProgressState.BLOCKED else 0
    return Receipt(number, row.version, told)


def history(session: Session, unit_id: int, item_id: int, period_code: str) -> tuple[Version, ...]:
    """Every version of an update, oldest first: who, when, where from."""
    rows = versions_of(session, unit_id, item_id, period_code)
    names = names_of(session, {row.person_id for row in rows if row.person_id is not None})
    return tuple(_version(row, names) for row in rows)


def recent(
    session: Session, unit_ids: Sequence[int], limit: int, *, item_id: int | None = None
) -> list[tuple[PlanItem, Version]]:
    """What these units reported last, of one task or any, newest first."""
    rows = recent_updates(session, unit_ids, limit, item_id=item_id)
    names = names_of(session, {row.person_id for row, _item in rows if row.person_id is not None})
    return [(item, _version(row, names)) for row, item in rows]


def previous(session: Session, unit_id: int, item_id: int, period_code: str) -> Progress | None:
    """What the unit said of the task in the period before, or else units that are part of it now."""
    said = previous_update(session, unit_id, item_id, period_code)
    if said is not None:
        return said
    parts = merged_into(session, [unit_id])
    theirs = recent_updates(session, list(parts), 1, item_id=item_id) if parts else []
    return theirs[0][0] if theirs else None


def attached(session: Session, progress_id: int) -> tuple[Attachment, ...]:
    """The files of one version, as a conversation carries them."""
    rows = files_of(session, progress_id)
    return tuple(Attachment(row.name, row.mime, row.size, row.sha256) for row in rows)


def _keep(session: Session, file: Attachment, address: Address, now: datetime) -> int:
    return keep_file(
        session,
        sha256=file.sha256,
        name=file.name,
        mime=file.mime,
        size=file.size,
        channel=address.channel,
        chat=address.chat,
        now=now,
    )


def _version(row: Progress, names: Mapping[int, str]) -> Version:
    return Version(
        row.receipt,
        row.unit_id,
        row.version,
        row.state,
        row.percent,
        row.text,
        row.figures,
        names.get(row.person_id or 0, ""),
        row.channel,
        row.created_at,
    )
