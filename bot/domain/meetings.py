"""Which meetings answer a question: those that meet all it says, the most relevant first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.domain.matching import Face, face, overlap, rare_runs, weights
from bot.language.dates import DateReading, DayPart, Grain, Interval
from bot.language.intents import Intent
from bot.language.meaning import Aim, Meaning, Pick
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus

OFF = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED)
_ENOUGH = 0.5
_CLOSING = time(17)
_PARTS = {
    DayPart.MORNING: (time(0), time(11, 30)),
    DayPart.NOON: (time(11), time(13, 30)),
    DayPart.AFTERNOON: (time(12), time(18)),
    DayPart.EVENING: (time(17, 30), time(23, 59)),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A stored meeting; times are aware, in the ward's zone."""

    code: str
    kind: MeetingKind
    topic: str
    audience: str
    starts: datetime
    ends: datetime
    place: str
    chair: str
    mode: MeetingMode
    status: MeetingStatus
    conclusion: str
    source: str
    as_of: datetime

    def is_over(self, now: datetime) -> bool:
        return self.ends <= now or self.status is MeetingStatus.HELD

    @property
    def is_off(self) -> bool:
        return self.status in OFF

    @property
    def face(self) -> Face:
        return face(self.topic, self.audience, self.place, self.chair)


@dataclass(frozen=True, slots=True)
class Found:
    """The meetings that match, and where none does, the ones to offer instead."""

    meetings: tuple[Dated, ...] = ()
    suggested: tuple[Dated, ...] = ()
    known: bool = True


def find(meetings: Sequence[Dated], meaning: Meaning, now: datetime) -> Found:
    """Among stored `meetings`, those `meaning` asks about; `known` is False where nothing says it is ours."""
    aim = meaning.aim
    if aim.code:
        by_code = tuple(m for m in meetings if m.code.lower() == aim.code)
        if by_code:
            return Found(by_code)
    scored = _scored(meetings, meaning)
    if scored is None:
        return Found(known=False)
    timely = _best([(m, score) for m, score in scored if _fits(m, meaning, now)])
    if _tells_past(meaning, now) and all(m.is_off for m, _score in timely):
        timely = _with_past(scored, meaning, now) or timely
    if _wants_past(meaning, now) and (been := [one for one in scored if _fits_past(one[0], meaning, now)]):
        timely = _best(been)
    shown = _live_or_asked(timely, meaning)
    past = looks_back(meaning, now)
    ordered = sorted(
        shown,
        key=lambda one: (
            meaning.meet and not aim.concepts and not one[0].face.for_all,
            one[0].is_off,
            -one[1],
            -one[0].starts.timestamp() if past else one[0].starts.timestamp(),
            one[0].code,
        ),
    )
    found = tuple(meeting for meeting, _score in ordered)
    if found:
        return Found(_picked(found, meaning.pick))
    return Found(suggested=_instead(meetings, aim, scored, now))


def looks_back(meaning: Meaning, now: datetime) -> bool:
    """Whether the question is about meetings that have been."""
    interval = meaning.dates.interval
    if interval is not None and interval.end is not None and interval.end < now.date():
        return True
    acted = meaning.intent in (Intent.OUTCOME, Intent.RATE)
    return interval is None and (acted or (meaning.been and meaning.intent is Intent.SCHEDULE))


def _tells_past(meaning: Meaning, now: datetime) -> bool:
    """Whether a meeting that is over answers where none is ahead: of what was named, or of the days begun."""
    if meaning.intent is not Intent.SCHEDULE or meaning.pick or meaning.still or meaning.dates.alternatives:
        return False
    interval = meaning.dates.interval
    return interval is None or (interval.start is not None and interval.start <= now.date())


def _with_past(
    scored: list[tuple[Dated, float]], meaning: Meaning, now: datetime
) -> list[tuple[Dated, float]]:
    best = _best([(m, score) for m, score in scored if _fits(m, meaning, now, over=True)])
    named = meaning.dates.interval or meaning.aim.areas or any(score >= _ENOUGH for _m, score in best)
    ahead = [(m, score) for m, score in best if not m.is_over(now)]
    return ahead or (best if named else [])


def _picked(found: tuple[Dated, ...], pick: Pick | None) -> tuple[Dated, ...]:
    if pick is Pick.LAST:
        return (max(found, key=lambda meeting: meeting.starts),)
    return found[:1] if pick else found


def next_reception(meetings: Sequence[Dated], now: datetime) -> Dated | None:
    """The next time citizens are received."""
    coming = (m for m in meetings if m.kind is MeetingKind.RECEPTION and not m.is_off and not m.is_over(now))
    return min(coming, key=lambda m: m.starts, default=None)


def _scored(meetings: Sequence[Dated], meaning: Meaning) -> list[tuple[Dated, float]] | None:
    """Meetings that meet everything but the dates, with how well; None where a doubtful question met none."""
    aim = meaning.aim
    wanted = (*aim.about, *aim.at, *aim.words)
    weight = weights([m.face for m in meetings], wanted) if wanted else {}
    runs = rare_runs([m.face for m in meetings], aim.runs) if aim.runs else frozenset()
    scored = []
    touched = False
    for meeting in meetings:
        if not _meets(meeting, aim):
            continue
        each = meeting.face
        met = overlap(each, aim.words, weight) if aim.words else 0.0
        if runs & each.runs:
            met = 1.5
        touched = touched or met >= _ENOUGH or bool(aim.about or aim.at)
        if aim.about and not (_is_about(meeting, aim, weight) or _open_to_all(meeting, aim)):
            continue
        if aim.at and overlap(each, aim.at, weight) < _ENOUGH:
            continue
        about = overlap(each, aim.about, weight) if aim.about else 0.0
        scored.append((meeting, _subject(each, aim) + sum(one for one in (met, about) if one >= _ENOUGH)))
    if not meaning.sure and not (touched and any(score > 0 for _m, score in scored)):
        return None
    return scored


def _subject(each: Face, aim: Aim) -> float:
    """How much of the subject it is about: one a concept, half more where the very words stand in it."""
    direct = any(f" {phrase} " in each.about for phrase in aim.said)
    return len(set(aim.concepts) & each.concepts) + (0.5 if direct else 0.0)


def _is_about(meeting: Dated, aim: Aim, weight: dict[str, float]) -> bool:
    each = meeting.face
    return bool(each.concepts & set(aim.concepts)) or overlap(each, aim.about, weight) >= _ENOUGH


def _meets(meeting: Dated, aim: Aim) -> bool:
    each = meeting.face
    if aim.kind is not None and meeting.kind is not aim.kind:
        return False
    if aim.mode is not None and meeting.mode is not aim.mode:
        return False
    if aim.chairs and not each.roles & set(aim.chairs):
        return False
    if aim.areas and not each.areas & set(aim.areas):
        return False
    if aim.venues and not each.venues & set(aim.venues):
        return False
    return not aim.concepts or bool(each.concepts & set(aim.concepts)) or _open_to_all(meeting, aim)


def _open_to_all(meeting: Dated, aim: Aim) -> bool:
    """Whether somebody who asked for a reception may bring any subject to it."""
    return aim.kind is MeetingKind.RECEPTION and meeting.kind is MeetingKind.RECEPTION


def _fits(meeting: Dated, meaning: Meaning, now: datetime, *, over: bool = False) -> bool:
    """Whether the day and hour are those asked for; `over`: one that is over may be."""
    interval, day = meaning.dates.interval, meeting.starts.date()
    if interval is not None:
        if (interval.start and day < interval.start) or (interval.end and day > interval.end):
            return False
        past = over or interval.grain is Grain.DAY or _wants_past(meaning, now) or meaning.been
        if meeting.is_over(now) and not past:
            return False
    elif readings := meaning.dates.alternatives:
        if meeting.is_over(now) or not any(covers(reading, day) for reading in readings):
            return False
    elif looks_back(meaning, now):
        if not meeting.is_over(now) and not _narrow(meaning):
            return False
    elif meeting.is_over(now) and not over:
        return False
    if meaning.going_on and not meeting.starts <= now < meeting.ends:
        return False
    if meaning.pick is Pick.NEXT and meeting.starts <= now and not looks_back(meaning, now):
        return False
    if meaning.called_off and not meeting.is_off:
        return False
    if meaning.after_hours and meeting.starts.time() < _CLOSING and meeting.starts.weekday() < 5:
        return False
    return _in_part(meeting, meaning.dates) and _in_hours(meeting, meaning)


def _fits_past(meeting: Dated, meaning: Meaning, now: datetime) -> bool:
    return meeting.is_over(now) and _fits(meeting, meaning, now)


def _wants_past(meaning: Meaning, now: datetime) -> bool:
    return looks_back(meaning, now) or meaning.intent in (Intent.OUTCOME, Intent.RATE)


def _narrow(meaning: Meaning) -> bool:
    return bool(meaning.aim.concepts or meaning.aim.areas or meaning.aim.words or meaning.aim.about)


def _in_part(meeting: Dated, dates: DateReading) -> bool:
    if dates.part is None:
        return True
    first, last = _PARTS[dates.part]
    return first <= meeting.starts.time() < last


def _in_hours(meeting: Dated, meaning: Meaning) -> bool:
    if meaning.hours is None:
        return True
    (first, last), begins = meaning.hours, meeting.starts.time()
    if first is not None and first == last:
        return begins <= first < meeting.ends.time() or begins == first
    return (first is None or begins >= first) and (last is None or begins < last)


def _best(scored: list[tuple[Dated, float]]) -> list[tuple[Dated, float]]:
    """Where some meet more of the subject than others, only those."""
    top = max((score for _m, score in scored), default=0.0)
    return [(meeting, score) for meeting, score in scored if score >= top - 0.25]


def _live_or_asked(scored: list[tuple[Dated, float]], meaning: Meaning) -> list[tuple[Dated, float]]:
    """Without what is off, unless a day was named, nothing else is left, or that is the question."""
    interval = meaning.dates.interval
    if meaning.changed or (interval is not None and interval.grain is Grain.DAY):
        return scored
    live = [(meeting, score) for meeting, score in scored if not meeting.is_off]
    return live or scored


def _instead(
    meetings: Sequence[Dated], aim: Aim, scored: list[tuple[Dated, float]], now: datetime
) -> tuple[Dated, ...]:
    """The next meeting of the sort asked for; failing that, one that is open to everybody."""
    for among in (
        [m for m, _score in scored],
        [m for m in meetings if m.face.for_all and aim.kind in (None, m.kind)],
        [m for m in meetings if m.face.for_all],
    ):
        coming = [m for m in among if not m.is_off and not m.is_over(now)]
        if coming:
            return (min(coming, key=lambda m: (m.starts, m.code)),)
    return ()


def with_dates(meaning: Meaning, interval: Interval | None) -> Meaning:
    """The same question about other days."""
    return replace(meaning, dates=DateReading(interval, meaning.dates.part, meaning.dates.time))


def in_stored_words(meaning: Meaning, meetings: Sequence[Dated]) -> Meaning:
    """The meaning with only those words that stand in these meetings: nothing of a person's own to keep."""
    words = {word for meeting in meetings for word in meeting.face.words}
    runs = {run for meeting in meetings for run in meeting.face.runs}

    def stored(said: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in said if word in words)

    aim = meaning.aim
    about, at = stored(aim.about), stored(aim.at)
    kept = tuple(run for run in aim.runs if run in runs)
    return replace(meaning, aim=replace(aim, words=stored(aim.words), about=about, at=at, runs=kept))


def covers(interval: Interval | None, day: date) -> bool:
    """Whether the day lies in the interval; everything lies in none."""
    if interval is None:
        return True
    return (interval.start is None or interval.start <= day) and (interval.end is None or day <= interval.end)
