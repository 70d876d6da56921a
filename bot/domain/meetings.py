"""Which meetings answer a question: those that meet all it says, the most relevant first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.dated import Dated
from bot.domain.matching import Face, overlap, rare_runs, weights
from bot.domain.timely import covers, fits, fits_past, looks_back, tells_past, wants_past
from bot.language.dates import DateReading, Grain, Interval
from bot.language.meaning import Aim, Meaning, Pick
from storage.vocabulary import MeetingKind

__all__ = [
    "Dated",
    "Found",
    "covers",
    "find",
    "in_stored_words",
    "looks_back",
    "next_reception",
    "with_dates",
]

_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """The meetings that match, and where none does, the ones to offer instead.

    `known`: whether it is about meetings at all; `loose`: none of those that match has the words asked with.
    """

    meetings: tuple[Dated, ...] = ()
    suggested: tuple[Dated, ...] = ()
    known: bool = True
    loose: bool = False


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
    timely = _best([(m, score) for m, score in scored if fits(m, meaning, now)])
    if tells_past(meaning, now):
        timely = _or_past(timely, scored, meaning, now)
    if wants_past(meaning, now) and (been := [one for one in scored if fits_past(one[0], meaning, now)]):
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
        loose = bool(aim.words) and _top(shown) < _ENOUGH
        return Found(_picked(found, meaning.pick), loose=loose)
    return Found(suggested=_instead(meetings, aim, scored, now))


def _picked(found: tuple[Dated, ...], pick: Pick | None) -> tuple[Dated, ...]:
    if pick is Pick.LAST:
        return (max(found, key=lambda meeting: meeting.starts),)
    return found[:1] if pick else found


def _or_past(
    timely: list[tuple[Dated, float]], scored: list[tuple[Dated, float]], meaning: Meaning, now: datetime
) -> list[tuple[Dated, float]]:
    """Those that are over, where none ahead is held or has the words asked with."""
    off = all(meeting.is_off for meeting, _score in timely)
    loose = bool(meaning.aim.words) and meaning.dates.interval is None and _top(timely) < _ENOUGH
    if not off and not loose:
        return timely
    best = _best([(m, score) for m, score in scored if fits(m, meaning, now, over=True)])
    if not off:
        return best if _top(best) > 1 else timely
    named = meaning.dates.interval or meaning.aim.areas or _top(best) >= _ENOUGH
    ahead = [(m, score) for m, score in best if not m.is_over(now)]
    return ahead or (best if named else []) or timely


def _top(scored: list[tuple[Dated, float]]) -> float:
    return max((score for _meeting, score in scored), default=0.0)


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
    """How much of the subject it is about: one a concept, half more where the very words stand in it.

    One more where all who were named chair it together.
    """
    direct = any(f" {phrase} " in each.about for phrase in aim.said)
    together = len(aim.chairs) > 1 and set(aim.chairs) <= each.roles
    return len(set(aim.concepts) & each.concepts) + (0.5 if direct else 0.0) + (1.0 if together else 0.0)


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


def _best(scored: list[tuple[Dated, float]]) -> list[tuple[Dated, float]]:
    """Where some meet more of the subject than others, only those."""
    top = _top(scored)
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
