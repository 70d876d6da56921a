"""What is said to somebody of all that is due: their own things first, then what others are late with."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.services.digest_words import MOST_LINES, DateLine, ReportLine, answers, digest_text
from bot.services.due import WHOLE_WARD, Due, DueTo
from bot.services.duty_words import owed_in_words, ways_for
from bot.services.escalation_words import Escalations
from bot.services.extension_words import waiting_line
from bot.services.ward import Ward
from bot.texts import _, speaking, spoken
from storage.extensions import asked_for
from storage.plan import list_items, list_units, parts_by_unit
from storage.progress import told_states
from storage.reminders import told_before
from storage.tables import Obligation
from storage.vocabulary import ItemKind, ObligationKind

# What neither a period nor a task names.
OTHERS = (ObligationKind.DUTY, ObligationKind.CONCLUSION)
# Of so few units what was reported is asked for alone.
FEW = 3
# Lines kept for what others are late with, where somebody owes much themselves.
KEPT = 2


class Digests:
    """Digests put together at one moment, for these people: what they count is read once."""

    def __init__(self, session: Session, ward: Ward, now: datetime, told: Iterable[DueTo] = ()) -> None:
        dues = [due for to in told for due in to.dues]
        units = {due.obligation.unit_id for due in dues if due.own}
        above = {due.obligation.id or 0 for due in dues if not due.own}
        self._session, self._ward, self._today = session, ward, ward.day(now)
        self._others = [due.obligation for due in dues if due.obligation.kind in OTHERS]
        self._words: dict[str, dict[int, str]] = {}
        self._asked = asked_for(session, {due.obligation.id or 0 for due in dues if due.own})
        self._taking = parts_by_unit(session)
        periods = {due.obligation.period_code for due in dues if due.own and due.obligation.period_code}
        few = sorted(units) if 0 < len(units) < FEW else None
        self._told = told_states(session, few, periods if dues else None)
        self._codes = {item.id: item.code for item in list_items(session, ItemKind.TASK)}
        midnight = datetime.combine(self._today, time(), ward.zone)
        names = {unit.id or 0: unit.name for unit in list_units(session)} if above else {}
        self._escalations = Escalations(ward, names, self._codes, told_before(session, above, midnight))

    def say(self, to: DueTo) -> Say:
        """What to say to somebody, in the locale in force."""
        own = [due.obligation for due in to.own]
        above = [due for due in to.dues if not due.own]
        lines = self._own(own, MOST_LINES - min(KEPT, len(above)))
        lines += self._escalations.lines(above, self._named(self._others), MOST_LINES - len(lines))
        if asked := [self._asked[one.id or 0] for one in own if one.id in self._asked]:
            lines = [*lines[: MOST_LINES - 1], waiting_line(asked[0])]
        return Say("\n".join(lines), _choices(own, above))

    def data(self, to: DueTo) -> dict[str, Any]:
        """As the outbox keeps it, in the language of its reader."""
        with speaking(to.holder.locale):
            return speak(self.say(to), 0).as_data()

    def _own(self, owed: Sequence[Obligation], most: int) -> list[str]:
        if not owed:
            return []
        text = digest_text(self.reports(owed), self.dates(owed), self._today, self._ward.calendar, most)
        return text.splitlines()

    def reports(self, obligations: Sequence[Obligation]) -> list[ReportLine]:
        """A line a period, its tasks counted over all units that owe it."""
        lines: dict[str, ReportLine] = {}
        for owed in obligations:
            if owed.kind is ObligationKind.REPORT and owed.period_code:
                before = lines.get(owed.period_code)
                tasks = self._left(owed) + (before.tasks if before is not None else 0)
                lines[owed.period_code] = ReportLine(owed.period_code, tasks, owed.due, owed.confirmed)
        return list(lines.values())

    def dates(self, obligations: Sequence[Obligation]) -> list[DateLine]:
        """What else is owed by a date: tasks by code, duties and conclusions in their own words."""
        words = self._named([one for one in obligations if one.kind in OTHERS])
        return [
            DateLine(self._codes.get(owed.item_id, ""), owed.due, owed.confirmed, words.get(owed.id or 0, ""))
            for owed in obligations
            if owed.item_id in self._codes or owed.id in words
        ]

    def _named(self, others: Sequence[Obligation]) -> dict[int, str]:
        """What duties and conclusions are called, in the locale in force; each is asked for once."""
        known = self._words.setdefault(spoken(), {})
        missing = [one for one in (*self._others, *others) if one.id not in known]
        if missing:
            known |= owed_in_words(self._session, missing)
        return known

    def _left(self, owed: Obligation) -> int:
        items = self._taking.get(owed.unit_id, {})
        return sum((owed.unit_id, item, owed.period_code) not in self._told for item in items)


def _choices(own: Sequence[Obligation], above: Sequence[Due]) -> tuple[Choice, ...]:
    """The ways to answer, the likeliest first; what is done is said of each thing by itself."""
    if any(one.kind not in OTHERS for one in own):
        return answers()
    if own:
        done = [way for one in own for way in ways_for(one)]
        if len(done) > 1:
            done = [Choice("/done", _("One of these is done"))]
        return (*done, *answers(reports=False))
    if any(due.role in WHOLE_WARD for due in above):
        return (Choice("/board", _("Board")),)
    return Choice("/why", _("Why am I told?")), Choice("/tasks", _("My tasks"))
