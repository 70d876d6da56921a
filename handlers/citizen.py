"""What citizens ask in their own words: meetings named, more of them shown, a person after two misses."""

from datetime import date, datetime, timedelta
from typing import Any

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.domain.meetings import Dated, in_stored_words, with_dates
from bot.language.dates import DateReading, Grain, Interval
from bot.language.intents import Intent
from bot.language.meaning import Meaning
from bot.language.memory import recalled, remembered
from bot.language.understand import understand
from bot.services.answers import SHOWN, CitizenAnswer, answer, answer_meaning
from bot.services.desk import Desk
from bot.texts import N_, _, clock_time, long_date, short_date
from handlers.subscriptions import reminder_choices, stop_reminding
from storage.vocabulary import Role

_REMEMBERED_FOR = timedelta(hours=2)
_EVERYTHING = Meaning(Intent.SCHEDULE, DateReading(None))
_PLAIN = (Intent.SCHEDULE, Intent.OUTCOME)


def answer_citizen(chat: Chat[Desk], said: Answer) -> Reply:
    """Answer any words; what cannot be answered twice running is handed to a person."""
    desk = chat.desk
    answered = answer(desk.session, said.text, chat.now, desk.ward.zone, before=_before(chat))
    if answered.intent is Intent.UNSUBSCRIBE:
        return stop_reminding(chat)
    if answered.intent is Intent.UNKNOWN and desk.officer is not None:
        return _to_officer(chat)
    misses = int(chat.memory.get("misses", 0)) + 1 if answered.intent is Intent.UNKNOWN else 0
    chat.memory["misses"] = misses
    if misses >= 2:
        chat.memory["misses"] = 0
        person = Meaning(Intent.HUMAN, DateReading(None))
        return _say(chat, answer_meaning(desk.session, person, chat.now, desk.ward.zone))
    apart = (Intent.UNKNOWN, Intent.GREET, Intent.THANKS, Intent.HUMAN, Intent.STATUS)
    if answered.intent not in apart and not answered.meaning.guarded:
        _remember(chat, in_stored_words(answered.meaning, answered.found), 0)
    return _say(chat, answered)


def _to_officer(chat: Chat[Desk]) -> Say:
    """What somebody of the ward hears whose words mean nothing here: where to look."""
    text = _("I did not understand that. Type “help” to see all that can be done here.")
    own = Choice("/tasks", _("My tasks")) if chat.desk.has(Role.FOCAL, Role.HEAD) else None
    ward = Choice("/board", _("Board")) if chat.desk.has(Role.OFFICE, Role.LEADER) else None
    return Say(text, tuple(one for one in (own, ward, Choice("/help", _("What can I do here?"))) if one))


def aside(chat: Chat[Desk], text: str) -> Reply | None:
    """Answer a question about meetings in the middle of something else; None for anything less plain."""
    meaning = understand(text, chat.desk.ward.day(chat.now))
    named = meaning.aim.kind is not None or meaning.aim.code
    if (
        meaning.intent not in _PLAIN
        or meaning.guarded
        or not named
        or not (meaning.asked or meaning.dates.spans or "?" in text)
    ):
        return None
    answered = answer_meaning(chat.desk.session, meaning, chat.now, chat.desk.ward.zone)
    _remember(chat, in_stored_words(meaning, answered.found), 0)
    return _say(chat, answered)


def show_schedule(chat: Chat[Desk], _said: Answer) -> Reply:
    """The next meetings, whatever they are about."""
    _remember(chat, _EVERYTHING, 0)
    return _say(chat, answer_meaning(chat.desk.session, _EVERYTHING, chat.now, chat.desk.ward.zone))


def show_more(chat: Chat[Desk], said: Answer) -> Reply:
    """The meetings after those already shown."""
    before = _before(chat)
    if before is None:
        return show_schedule(chat, said)
    meaning, skip = recalled(before), int(before["skip"]) + SHOWN
    _remember(chat, meaning, skip)
    return _say(chat, answer_meaning(chat.desk.session, meaning, chat.now, chat.desk.ward.zone, skip=skip))


def show_day(chat: Chat[Desk], said: Answer) -> Reply:
    """The last question again, on the days that were meant."""
    days = [_day(word) for word in said.text.split()]
    if len(days) != 2 or not all(days):
        return show_schedule(chat, said)
    before = _before(chat)
    grain = Grain.DAY if days[0] == days[1] else Grain.SPAN
    meaning = with_dates(recalled(before) if before else _EVERYTHING, Interval(days[0], days[1], grain))
    _remember(chat, meaning, 0)
    return _say(chat, answer_meaning(chat.desk.session, meaning, chat.now, chat.desk.ward.zone))


def show_meeting(chat: Chat[Desk], said: Answer) -> Reply:
    """One meeting in full."""
    answered = answer(chat.desk.session, said.text, chat.now, chat.desk.ward.zone)
    _remember(chat, in_stored_words(answered.meaning, answered.found), 0)
    return _say(chat, answered)


def _say(chat: Chat[Desk], answered: CitizenAnswer) -> Say:
    if answered.readings:
        return Say(answered.text, tuple(_reading(one) for one in answered.readings[:5]))
    coming = [m for m in answered.found or answered.offered if not m.is_over(chat.now) and not m.is_off]
    if answered.intent is Intent.SUBSCRIBE and len(coming) > 1:
        choices = [Choice(f"/remind {m.code}", _short(m)) for m in coming[:SHOWN]]
    elif answered.intent in (*_PLAIN, Intent.SUBSCRIBE) and len(answered.found or answered.offered) == 1:
        choices = reminder_choices(chat, coming[0]) if coming else []
        choices.append(Choice("/lich", _("Other meetings")))
    elif answered.intent in _PLAIN:
        shown = answered.found[_skip(chat) :][:SHOWN]
        choices = [Choice(f"/meeting {m.code}", _short(m)) for m in shown] if len(shown) > 1 else []
        if answered.more:
            choices = [*choices[: SHOWN - 1], Choice("/more", _("See more"))] if choices else []
    elif answered.intent in (Intent.GREET, Intent.UNKNOWN, Intent.HUMAN, Intent.THANKS):
        choices = [Choice("/lich", _("Schedule of dialogues and receptions"))]
    else:
        choices = []
    return Say(answered.text, tuple(choices), numbered=not answered.readings)


def _short(meeting: Dated) -> str:
    return _("{time}, {day}", time=clock_time(meeting.starts), day=long_date(meeting.starts.date()))


def _reading(interval: Interval) -> Choice:
    start, end = interval.start or interval.end, interval.end or interval.start
    assert start is not None
    assert end is not None
    label = long_date(start)
    if start != end:
        label = _("{start} to {end}", start=short_date(start), end=short_date(end))
    return Choice(f"/days {start.isoformat()} {end.isoformat()}", label)


def _before(chat: Chat[Desk]) -> dict[str, Any] | None:
    """What was asked last, unless that is long ago."""
    kept = chat.memory.get("asked")
    if not isinstance(kept, dict) or chat.now - datetime.fromisoformat(kept["asked_at"]) > _REMEMBERED_FOR:
        return None
    return kept


def _remember(chat: Chat[Desk], meaning: Meaning, skip: int) -> None:
    chat.memory["asked"] = {**remembered(meaning), "asked_at": chat.now.isoformat(), "skip": skip}


def _skip(chat: Chat[Desk]) -> int:
    kept = _before(chat)
    return int(kept["skip"]) if kept else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/lich", show_schedule, ("lich", "xem lich"), label=N_("Schedule of dialogues and receptions")
        ),
        Command("/more", show_more, ("xem them", "xem tiep", "see more")),
        Command("/days", show_day),
        Command("/meeting", show_meeting),
    ),
    aside=(aside,),
)
