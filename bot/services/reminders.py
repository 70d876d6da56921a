"""Reminders: one digest a person a day, written in office hours, and judged again when it is sent."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Say, speak
from bot.services.desk import Ward
from bot.services.digest_words import DateLine, ReportLine, digest
from bot.services.due import DueTo, due_now
from bot.services.routes import Reach, first_ways
from bot.texts import speaking
from storage.outbox import enqueue
from storage.people import linked_since, list_holders
from storage.plan import list_items, parts_by_unit
from storage.progress import told_states
from storage.reminders import keep_said, newest_digest, said_in, told_since
from storage.tables import Obligation, Outbox
from storage.vocabulary import ItemKind, MessageKind, Role


def remind_due(session: Session, ward: Ward, now: datetime, reach: Reach = first_ways) -> int:
    """Write a digest for everybody who has something new due and none today yet; how many were written.

    Nothing is written outside office hours, nor for people who can be reached nowhere: see `unreached`. What
    would cost money is written and held until the office has seen what it costs.
    Whoever signed in today has been shown where they stand, and is reminded from tomorrow.
    """
    local = now.astimezone(ward.zone)
    if not ward.hours.is_open(local, ward.calendar):
        return 0
    waiting = [to for to in due_now(session, ward, now) if to.has_news]
    if not waiting:
        return 0
    midnight = datetime.combine(local.date(), time(), ward.zone)
    told = told_since(session, midnight) | linked_since(session, midnight)
    waiting = [to for to in waiting if to.holder.person_id not in told]
    written = 0
    words = Digests(session, ward, now)
    ways = reach(session, ward, [to.holder.person_id for to in waiting], now)
    for to in waiting:
        person_id = to.holder.person_id
        way = ways.get(person_id)
        if way is None:
            continue
        outbox_id = enqueue(
            session,
            channel=way.address.channel,
            chat=way.address.chat,
            kind=MessageKind.REMINDER,
            say=words.data([due.obligation for due in to.dues], to.holder.locale),
            now=now,
            key=f"digest:{person_id}:{local.date()}",
            person_id=person_id,
            paid=way.paid,
            held=way.held,
        )
        if outbox_id is not None:
            keep_said(session, rungs_to_say(to), person_id, outbox_id, now)
            written += 1
    return written


def recheck(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """The digest as it stands at the moment of sending; None where nothing it was written for is left.

    A digest written later to the same person says all of this one, and replaces it.
    """
    if row.id is None or row.person_id is None:
        return row.say
    if (newest_digest(session, row.person_id) or row.id) > row.id:
        return None
    cause = {obligation.id for _reminder, obligation in said_in(session, row.id)}
    for to in due_now(session, ward, now, row.person_id):
        if cause & {due.obligation.id for due in to.dues}:
            obligations = [due.obligation for due in to.dues]
            words = Digests(session, ward, now, [owed.unit_id for owed in obligations])
            return words.data(obligations, to.holder.locale)
    return None


def unreached(session: Session, ward: Ward, now: datetime, reach: Reach = first_ways) -> list[DueTo]:
    """To whom something is due that can be written to nowhere: the office has to call them."""
    ids = {holder.person_id for holder in list_holders(session, Role.FOCAL)}
    missing = ids - reach(session, ward, ids, now).keys()
    if not missing:
        return []
    return [to for to in due_now(session, ward, now) if to.has_news and to.holder.person_id in missing]


def rungs_to_say(to: DueTo) -> list[tuple[int, int]]:
    """The (obligation, rung) pairs that a message to this person says and none before has said."""
    return [(due.obligation.id or 0, due.rung) for due in to.dues if due.news or due.waits]


class Digests:
    """Digests put together at one moment, of these units or all: what they count is read once."""

    def __init__(
        self, session: Session, ward: Ward, now: datetime, unit_ids: Sequence[int] | None = None
    ) -> None:
        self._ward, self._today = ward, ward.day(now)
        self._taking = parts_by_unit(session)
        self._told = told_states(session, unit_ids)
        self._codes = {item.id: item.code for item in list_items(session, ItemKind.TASK)}

    def say(self, obligations: Sequence[Obligation]) -> Say:
        """What to say of these, in the locale in force."""
        return digest(self.reports(obligations), self.dates(obligations), self._today, self._ward.calendar)

    def data(self, obligations: Sequence[Obligation], locale: str) -> dict[str, Any]:
        """As the outbox keeps it."""
        with speaking(locale):
            return speak(self.say(obligations), 0).as_data()

    def reports(self, obligations: Sequence[Obligation]) -> list[ReportLine]:
        """A line a period, its tasks counted over all units that owe it."""
        lines: dict[str, ReportLine] = {}
        for owed in obligations:
            if owed.item_id is None:
                before = lines.get(owed.period_code)
                tasks = self._left(owed) + (before.tasks if before is not None else 0)
                lines[owed.period_code] = ReportLine(owed.period_code, tasks, owed.due, owed.confirmed)
        return list(lines.values())

    def dates(self, obligations: Sequence[Obligation]) -> list[DateLine]:
        return [
            DateLine(self._codes[owed.item_id], owed.due, owed.confirmed)
            for owed in obligations
            if owed.item_id in self._codes
        ]

    def _left(self, owed: Obligation) -> int:
        items = self._taking.get(owed.unit_id, {})
        return sum((owed.unit_id, item, owed.period_code) not in self._told for item in items)
