"""The sentences of answers to citizens; every date, place and name in them is a stored meeting's."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.conclusions import split_clauses
from bot.domain.meetings import Dated, Found
from bot.language.meaning import Meaning
from bot.services.meeting_words import line, source_told, state_told, title_of, told, when, where_and_who
from bot.services.met_words import Promise, promise_told
from bot.services.none_words import none_told
from bot.texts import _, _n


def schedule(found: Found, meaning: Meaning, now: datetime, skip: int, shown: int) -> str:
    meetings = found.meetings
    if not meetings:
        return _none(found, meaning, now)
    if len(meetings) == 1:
        return told(meetings[0], now)
    lead = _n("{n} meeting matches:", "{n} meetings match:", len(meetings))
    return _listed(lead, meetings, now, skip, shown)


def outcome(found: Found, now: datetime, skip: int, shown: int, kept: Mapping[str, Sequence[Promise]]) -> str:
    """`kept` are the conclusions that are followed, by dialogue."""
    meetings = found.meetings[skip : skip + shown]
    if not meetings:
        text = _("There is no such meeting in the schedule.")
        if found.suggested:
            return _lines(text, _("The next one: {meeting}", meeting=line(found.suggested[0], now)))
        return text
    paragraphs = [_outcome(meeting, now, kept.get(meeting.code, ())) for meeting in meetings]
    return "\n\n".join((*paragraphs, source_told(meetings[0])))


def register(found: Found, reception: Dated | None, now: datetime) -> str:
    """Questions are not taken in this chat yet: where they can be put instead."""
    coming = [meeting for meeting in found.meetings if not meeting.is_over(now) and not meeting.is_off]
    text = _("Questions cannot be registered here yet; you can put yours at the meeting itself.")
    if len(coming) == 1:
        return f"{text}\n\n{told(coming[0], now)}"
    if coming:
        return _listed(text, coming, now, 0, 3)
    off = [meeting for meeting in found.meetings if meeting.is_off]
    if off:
        return f"{told(off[0], now)}\n\n{_at_reception(reception, now)}".strip()
    return f"{text}\n{_at_reception(reception, now)}".strip()


def subscribe(found: Found, now: datetime, shown: int) -> str:
    meetings = found.meetings
    if not meetings:
        text = _("There is no coming meeting like that to remind you of.")
        if found.suggested:
            return _lines(text, _("The next one: {meeting}", meeting=line(found.suggested[0], now)))
        return text
    if len(meetings) == 1 and meetings[0].is_off:
        return told(meetings[0], now)
    if len(meetings) == 1:
        text = _("In the chat, tap “Remind me” to be reminded of this meeting.")
        return f"{text}\n\n{told(meetings[0], now)}"
    return _listed(_("Which meeting would you like to be reminded of?"), meetings, now, 0, shown)


def rate(reception: Dated | None, now: datetime) -> str:
    text = _("Ratings cannot be given here yet; thank you for wanting to say how it went.")
    return f"{text}\n{_at_reception(reception, now)}".strip()


def status(reception: Dated | None, now: datetime) -> str:
    text = _("Questions cannot be followed here yet.")
    return f"{text}\n{_at_reception(reception, now)}".strip()


def human(reception: Dated | None, now: datetime) -> str:
    if reception is None:
        return _(
            "Nobody can answer in this chat, and no reception is planned yet. Please ask at the ward office."
        )
    text = _(
        "Nobody can answer in this chat. You can speak to the ward in person at the next citizen reception:"
    )
    return f"{text}\n\n{told(reception, now)}"


def unknown(reception: Dated | None) -> str:
    text = _("I only know the ward's schedule of dialogues and citizen receptions.")
    example = _("You can ask, for example: “When is the next citizen reception?”")
    if reception is None:
        return _lines(text, _("For anything else, please ask at the ward office."), example)
    elsewhere = _("For anything else, please ask the ward in person: {place}.", place=reception.place)
    return f"{text}\n{elsewhere}\n{example}"


def not_taken(reception: Dated | None, now: datetime) -> str:
    """What may not be kept here: said kindly, with the proper place."""
    text = _(
        "Complaints, denunciations and secrets are not taken here, and what you wrote of one is not kept."
    )
    if reception is None:
        return _lines(text, _("Please bring it to the ward office in person."))
    to_reception = _("Please bring it in person to the next citizen reception:")
    return f"{text}\n{to_reception}\n\n{told(reception, now)}"


def greet() -> str:
    return _(
        "Hello. I can tell you when and where the ward holds dialogues and receives citizens, and remind you."
    )


def thanks() -> str:
    return _("You are welcome. Ask again whenever you need to.")


def unsubscribe() -> str:
    return _("Reminders are stopped in the chat in which they were asked for: send the same words there.")


def which_day(answered: str) -> str:
    """Where two readings of a date remain: the question back, then what may be meant."""
    return _lines(_("Which day do you mean?"), answered)


def _lines(*lines: str) -> str:
    return "\n".join(lines)


def _outcome(meeting: Dated, now: datetime, kept: Sequence[Promise]) -> str:
    head = _("{when}: {title}", when=when(meeting, now), title=title_of(meeting))
    if meeting.conclusion and kept:
        followed = {one.text: one for one in kept}
        lines = [
            promise_told(followed[clause]) if clause in followed else f"• {clause}"
            for clause in split_clauses(meeting.conclusion)
        ]
        return _lines(head, _("What was concluded:"), *lines)
    if meeting.conclusion:
        return _lines(head, _("Conclusion: {conclusion}", conclusion=meeting.conclusion))
    if meeting.is_off:
        return f"{state_told(meeting, now)}\n{head}"
    if meeting.is_over(now):
        return _lines(head, _("No conclusion has been published yet."))
    return _lines(head, _("This meeting has not been held yet, so there is no conclusion."))


def _none(found: Found, meaning: Meaning, now: datetime) -> str:
    text = none_told(meaning)
    if not found.suggested:
        return text
    nearest = found.suggested[0]
    return _lines(text, _("The next one: {meeting}", meeting=line(nearest, now)), source_told(nearest))


def _listed(lead: str, meetings: Sequence[Dated], now: datetime, skip: int, shown: int) -> str:
    part = meetings[skip : skip + shown]
    left = len(meetings) - skip - len(part)
    rest = [_n("{n} more.", "{n} more.", left)] if left > 0 else []
    if _alike(part, now):
        first = part[0]
        days = [f"• {when(meeting, now)}" for meeting in part]
        lines = [lead, title_of(first), *days, *rest, *where_and_who(first), source_told(first)]
    else:
        lines = [lead, *(f"• {line(meeting, now)}" for meeting in part), *rest, source_told(part[0])]
    return "\n".join(lines)


def _alike(meetings: Sequence[Dated], now: datetime) -> bool:
    """Whether only the days differ, and nothing has to be said of any of them."""
    same = {(title_of(m), m.place, m.chair, m.audience, m.mode, m.source, m.as_of) for m in meetings}
    return len(same) == 1 and not any(meeting.is_off or meeting.is_over(now) for meeting in meetings)


def _at_reception(reception: Dated | None, now: datetime) -> str:
    if reception is None:
        return ""
    told_when = when(reception, now)
    return _(
        "You can ask in person at the next citizen reception: {when}, {place}.",
        when=told_when,
        place=reception.place,
    )
