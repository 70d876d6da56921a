"""What the office decides about a conclusion, and how it is asked to."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.services.conclusions import NOT_FOLLOWED, Concluded, concluded, new_row, next_number
from bot.services.dating import move_due
from bot.services.notices import tell_office
from bot.services.ward import Ward
from bot.texts import _, _n, short_date, shorten
from storage.audit import last_recorded, record, recorded_subjects
from storage.journal import note
from storage.meeting_duties import office_unit
from storage.obligations import add_obligations, settle_obligations
from storage.tables import Outbox
from storage.vocabulary import Event, Moved, ObligationState

ASKED, ABOUT_CONCLUSIONS, LONGEST = "ask_conclusion", "conclude", 60
# Working days after which the office is asked again about what still waits.
AGAIN = 10


def confirm_conclusion(
    session: Session, one: Concluded, unit_id: int, due: date, now: datetime, *, person_id: int
) -> None:
    """From now on this unit is asked for it, by this day."""
    row = one.row
    if row is None:
        number = next_number(session, one.meeting.id)
        fresh = new_row(one.meeting.id, number, one.held, one.text, unit_id=unit_id, due=due, confirmed=True)
        add_obligations(session, [fresh], now)
    else:
        if row.unit_id != unit_id:
            sides = {"from": row.unit_id, "to": unit_id}
            row.unit_id = unit_id
            note(session, [row.id or 0], Event.HANDED, now, person_id=person_id, **sides)
        row.confirmed = True
        session.add(row)
        move_due(session, [row], due, Moved.CONFIRMED, now, person_id=person_id)
    record(session, now, f"person:{person_id}", "confirm_conclusion", one.meeting.code, unit=unit_id)


def leave_conclusion(session: Session, one: Concluded, now: datetime, person_id: int) -> None:
    """Nobody is asked for it here; it stays public as it was written."""
    row = one.row
    if row is not None:
        row.reason = NOT_FOLLOWED
        session.add(row)
        session.flush()
        settle_obligations(session, [row.id or 0], ObligationState.CANCELLED, now, person_id=person_id)
    else:
        unit_id = one.unit_id or office_unit(session)
        if unit_id is None:
            return
        number = next_number(session, one.meeting.id)
        left: dict[str, Any] = {"unit_id": unit_id, "due": one.due or one.held, "reason": NOT_FOLLOWED}
        fresh = new_row(one.meeting.id, number, one.held, one.text, **left, state=ObligationState.CANCELLED)
        add_obligations(session, [fresh], now)
    record(session, now, f"person:{person_id}", "leave_conclusion", one.meeting.code)


def ask_about_conclusions(session: Session, ward: Ward, now: datetime) -> int:
    """Tell the office, in its hours, whose conclusions wait for its word, and again every two weeks."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return 0
    waiting = [one for one in concluded(session, ward, now) if one.waits]
    subjects = {_subject(one) for one in waiting}
    new = subjects - recorded_subjects(session, ASKED, subjects)
    if not new and waiting:
        asked, today = last_recorded(session, ASKED), ward.day(now)
        if asked is not None and ward.calendar.between(ward.day(asked), today) >= AGAIN:
            new = subjects
    if not new:
        return 0
    told = [one for one in waiting if _subject(one) in new]
    what = sha256("|".join(sorted(new)).encode()).hexdigest()[:16]
    key = f"{ABOUT_CONCLUSIONS}:{what}:{ward.day(now)}"
    written = tell_office(session, key, lambda: asking(waiting, told[0]), now)
    for subject in sorted(new) if written else ():
        record(session, now, "assistant", ASKED, subject)
    return written


def recheck_asking(session: Session, _row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """As it stands when it is sent; None where nothing waits any more."""
    waiting = [one for one in concluded(session, ward, now) if one.waits]
    return speak(asking(waiting, waiting[0]), 0).as_data() if waiting else None


def asking(waiting: list[Concluded], first: Concluded) -> Say:
    said = _(
        "For example, dialogue of {day}: “{clause}”",
        day=short_date(first.held),
        clause=shorten(first.text, LONGEST),
    )
    count = _n(
        "{n} conclusion of a dialogue waits for your word: who is to do it, and by when.",
        "{n} conclusions of dialogues wait for your word: who is to do them, and by when.",
        len(waiting),
    )
    rest = _("Nobody is reminded of it before you have confirmed it.")
    return Say(f"{count}\n{said}\n{rest}", (Choice("/conclusions", _("Go through them")),))


def _subject(one: Concluded) -> str:
    return f"{one.meeting.id}:{sha256(one.text.encode()).hexdigest()[:12]}"
