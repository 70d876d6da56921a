"""Where an officer's units stand: what they still have to report, by when, and what comes next."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.conversation.messages import Choice, Say
from bot.domain.deadlines import period_name
from bot.services.digest_words import answers, digest_text, when
from bot.services.digests import Digests
from bot.services.obligations import STILL_TAKEN, TaskLine, period_to_report, tasks_to_report
from bot.services.ward import Ward
from bot.texts import _, _n, shorten
from storage.obligations import list_periods, open_obligations
from storage.people import Officer
from storage.tables import Obligation, Period
from storage.vocabulary import Role

LOOK_AHEAD = timedelta(days=60)
MOST_TASKS, LONGEST_TASK = 2, 70
ONLY_REMINDED = ("/later", "/answer")


def standing(session: Session, ward: Ward, officer: Officer, now: datetime) -> Say:
    """What is due to an officer's units, also where nothing is; said at sign-in and when asked for."""
    today = ward.day(now)
    unit_ids = units_of(officer)
    if not unit_ids:
        return Say(_("No unit is yours to report for; what you need stands in the help: type “help”."))
    if not list_periods(session):
        return Say(
            _("The plan has not been read in yet; once it is, you will see here what is due and when.")
        )
    period = period_to_report(session, unit_ids[0], today)
    lines = tasks_to_report(session, unit_ids, period.code)
    if not lines:
        return Say(
            _("The plan gives your unit no task yet. Once it does, you are reminded 14 working days ahead.")
        )
    obligations = _near(session, unit_ids, period, today)
    words = Digests(session, ward, now)
    reports, dates = words.reports(obligations), words.dates(obligations)
    if not reports:
        return Say(_all_told(period, len(lines), today, ward), (Choice("/update", _("Add to a report")),))
    text = digest_text(reports, dates, today, ward.calendar)
    return Say("\n".join([text, *_named(text, lines)]), ways_to_answer(officer))


def ways_to_answer(officer: Officer) -> tuple[Choice, ...]:
    """What an officer can do about a reminder; only who gets them can put them off."""
    reminded = any(seat.role is Role.FOCAL for seat in officer.seats)
    return tuple(choice for choice in answers() if reminded or choice.id not in ONLY_REMINDED)


def units_of(officer: Officer) -> list[int]:
    """The units an officer reports for or heads, each once."""
    seats = [seat for seat in officer.seats if seat.role in (Role.FOCAL, Role.HEAD)]
    return list(dict.fromkeys(seat.unit_id for seat in seats))


def _near(session: Session, unit_ids: Sequence[int], period: Period, today: date) -> list[Obligation]:
    """What is owed up to the period reported now, and tasks whose own date is not far."""
    taken = {
        known.code
        for known in list_periods(session)
        if known.cutoff <= period.cutoff and known.cutoff + STILL_TAKEN >= today
    }
    return [
        owed
        for owed in open_obligations(session, unit_ids=unit_ids)
        if (owed.period_code in taken if owed.item_id is None else owed.due <= today + LOOK_AHEAD)
    ]


def _all_told(period: Period, tasks: int, today: date, ward: Ward) -> str:
    return _n(
        "✅ {n} task is reported for {period}, nothing is left.\nYou can add to it until {when}.",
        "✅ All {n} tasks are reported for {period}, nothing is left.\nYou can add to them until {when}.",
        tasks,
        period=period_name(period.code),
        when=when(period.due, today, ward.calendar),
    )


def _named(text: str, lines: Sequence[TaskLine]) -> list[str]:
    """The first tasks not told yet, as many as a short message has room for."""
    waiting = [line for line in lines if line.latest is None]
    room = max(0, 5 - len(text.splitlines()))
    return [
        _("Not reported yet: {task}", task=shorten(f"{line.item.code} {line.item.text}", LONGEST_TASK))
        for line in waiting[: min(room, MOST_TASKS)]
    ]
