"""The call list in words, and the morning notice that it is not empty."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.services.calls import Call, Why, call_list
from bot.services.notices import tell_once
from bot.services.ward import Ward
from bot.texts import N_, _, _n, short_date, shorten
from storage.tables import Outbox

PAGE = 4
LONGEST_UNIT = 40
KEY = "calls"
_WHYS = {
    Why.UNLINKED: N_("has not signed in on any channel"),
    Why.GONE: N_("has blocked or left every channel"),
    Why.WINDOW_CLOSED: N_("has not written for too long to be messaged free of charge"),
    Why.REFUSED: N_("their channel does not take this message"),
    Why.FAILING: N_("their channel keeps failing"),
}


def tell_calls(session: Session, ward: Ward, now: datetime) -> int:
    """Remind the office once a day of whom it has to call; how many were written to."""
    found: list[list[Call]] = []

    def say(person_id: int) -> Say | None:
        if not found:
            found.append(call_list(session, ward, now))
        calls = [call for call in found[0] if call.person_id != person_id]
        return calls_say(calls) if calls else None

    return tell_once(session, ward, KEY, say, now)


def recheck_calls(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """The list as it stands, without its reader; None where it is empty."""
    calls = call_list(session, ward, now, but=row.person_id)
    return speak(calls_say(calls), 0).as_data() if calls else None


def calls_say(calls: Sequence[Call], page: int = 1) -> Say:
    """A page of the list, a line a person, and a choice for each of them."""
    shown = calls[PAGE * (page - 1) : PAGE * page]
    if not shown:
        return Say(_("There is nobody more to call."))
    lines = [
        _n(
            "⚠️ {n} person has to be called: no message reaches them.",
            "⚠️ {n} people have to be called: no message reaches them.",
            len(calls),
        ),
        *(_line(call) for call in shown),
    ]
    names = Counter(call.place.name for call in shown)
    choices = [
        Choice(f"/called {call.person_id}", _called(call, is_alone=names[call.place.name] == 1))
        for call in shown
    ]
    rest = len(calls) - PAGE * page
    if rest > 0:
        lines.append(_n("And {n} more person.", "And {n} more people.", rest))
        choices.append(Choice(f"/calls p{page + 1}", _("Show others")))
    return Say("\n".join(lines), tuple(choices))


def _called(call: Call, *, is_alone: bool) -> str:
    """People of the same name are told apart by where they sit."""
    name, unit = call.place.name, call.place.unit
    if is_alone:
        return _("Called {name}", name=name)
    return _("Called {name}, {unit}", name=name, unit=shorten(unit, LONGEST_UNIT))


def _line(call: Call) -> str:
    values = {
        "name": call.place.name,
        "unit": shorten(call.place.unit, LONGEST_UNIT),
        "why": _(_WHYS[call.why]),
        "since": short_date(call.since),
        "about": call.about,
    }
    if call.due is None:
        return _("{name} ({unit}): {why}, since {since}. About: {about}", **values)
    due = short_date(call.due)
    return _("{name} ({unit}): {why}, since {since}. About: {about}, due {due}.", **values, due=due)
