"""What a citizen means, read out of everyday typing: signs are found, counted, and weighed."""

import re
from dataclasses import replace
from datetime import date, time
from itertools import pairwise

from bot.language import cues
from bot.language.dates import DateReading, Grain, read_dates
from bot.language.foreign import FOREIGN
from bot.language.intents import TOLD_BY, Intent, intent_of
from bot.language.line import GAP, Line, line_of
from bot.language.meaning import Aim, Asked, Meaning, Pick
from bot.language.phrases import Phrases, phrases
from bot.language.places import BODIES, CHAIRS, LEADERS, areas, roles, venues
from bot.language.scope import Scope, Signs, follows, scope_of
from bot.language.topics import AUDIENCES, CONCEPTS
from bot.language.words import FUNCTION, clean
from storage.vocabulary import MeetingKind, MeetingMode

_TELLING = 2

_DIALOGUE, _RECEPTION = phrases(cues.DIALOGUE), phrases(cues.RECEPTION)
_MEETING, _ATTEND, _VOICE = phrases(cues.MEETING), phrases(cues.ATTEND), phrases(cues.VOICE)
_ONLINE, _CHANGED, _MEET = phrases(cues.ONLINE), phrases(cues.CHANGED), phrases(cues.MEET)
_PICKS = (
    (Pick.LAST, phrases(cues.LAST)),
    (Pick.NEXT, phrases(cues.AFTER_THIS)),
    (Pick.NEAREST, phrases(cues.NEXT)),
)
_BEEN, _STILL, _GOING_ON = phrases(cues.BEEN), phrases(cues.STILL), phrases(cues.GOING_ON)
_OCCASION, _SECRET = phrases(cues.OCCASION), phrases(cues.SECRET)
_PROCEDURE, _FOREIGN, _GRIEVANCE = phrases(cues.PROCEDURE), phrases(FOREIGN), phrases(cues.GRIEVANCE)
_AFTER_HOURS, _CALLED_OFF = phrases(cues.AFTER_HOURS), phrases(cues.CALLED_OFF)
_COURTESY = phrases(cues.GREET, cues.THANKS)
_WHAT_IF = phrases(cues.WHAT_IF)
_ASKED = (
    (Asked.WHERE, phrases(cues.WHERE)),
    (Asked.WHEN, phrases(cues.WHEN)),
    (Asked.WHO, phrases(cues.WHO)),
    (Asked.WHAT, phrases(cues.WHAT)),
)
_NAMES: dict[str, list[str]] = {}
for _concept in CONCEPTS.values():
    for _phrase in _concept.phrases:
        _NAMES.setdefault(_phrase, []).append(_concept.name)
for _concept in AUDIENCES:
    for _phrase in _concept.phrases:
        _NAMES.setdefault(f"lam {_phrase}", []).append(_concept.name)
_CONCEPTS = Phrases(tuple(_NAMES))
# One syllable, several words once its marks are gone: those that are meant, as typed with marks.
_MARKED = {"dat": {"đất"}, "thue": {"thuế"}, "ngap": {"ngập"}, "trom": {"trộm"}, "ruong": {"ruộng"}}
_CODE = re.compile(r"[a-z]{2,6}-[a-z0-9]{1,8}(?:-\d{4,8})?")
_IS_HOUR = re.compile(r"\d{1,2}(?:h|g|:|giờ|am|pm)\d{0,2}|\d{1,2}").fullmatch
_LEAVE = (GAP, "ai", "sao", "dau")
_ABOUT, _AT = ("ve", "about", "regarding"), ("o", "tai", "at")


def understand(text: str, today: date) -> Meaning:
    """The meaning of a question as somebody types it, at a ward whose date is `today`."""
    cleaned = clean(text)
    dates = read_dates(cleaned, today)
    line = line_of(cleaned, dates)
    intent = intent_of(line.full)
    kind = _kind(line)
    if intent in TOLD_BY:
        line.take(TOLD_BY[intent])
    if intent in (Intent.HUMAN, Intent.UNSUBSCRIBE, Intent.GREET, Intent.THANKS):
        return Meaning(intent, dates)
    return _about_meetings(line, dates, intent, kind)


def _kind(line: Line) -> MeetingKind | None:
    dialogue, reception = _DIALOGUE.find(line.left), _RECEPTION.find(line.left)
    places = [span for name, span in venues(line.left).items() if name.startswith("phong tiep")]
    reception = [span for span in reception if not any(p[0] <= span[0] < p[1] for p in places)]
    for start, end in (*dialogue, *reception):
        line.cut(start, end)
    if dialogue and not reception:
        return MeetingKind.DIALOGUE
    return MeetingKind.RECEPTION if reception and not dialogue else None


def _about_meetings(line: Line, dates: DateReading, intent: Intent, kind: MeetingKind | None) -> Meaning:
    foreign, grievance = _FOREIGN.stand_in(line.full), line.has(_GRIEVANCE)
    pick = next((one for one, wanted in _PICKS if wanted.stand_in(line.undated)), None)
    been, still = _been(line), _STILL.stand_in(line.undated) or "còn" in line.typed
    going_on = _GOING_ON.stand_in(line.undated) and not dates.spans
    after_hours = _AFTER_HOURS.stand_in(line.full)
    for start, end in _AFTER_HOURS.find(line.full):
        line.cut(start, end)
    called_off = line.has(_CALLED_OFF) and (not dates.spans or _which_of_many(line, dates))
    changed = bool(line.take(_CHANGED)) | bool(line.take(_CALLED_OFF))
    for told in (_BEEN, _GOING_ON, *(wanted for _one, wanted in _PICKS)):
        line.take(told)
    occasion = _OCCASION.stand_in(line.undated) or _beside_date(line.undated)
    named = _DIALOGUE.stand_in(line.full) or _RECEPTION.stand_in(line.full)
    aim, voice, meeting, meet, procedure = _aim(line, kind)
    strange = len(aim.words) + len(aim.about) + len(aim.at)
    guarded = _SECRET.stand_in(line.full) or (grievance and (not named or strange > _TELLING))
    if grievance and aim.kind is None:
        aim = replace(aim, kind=MeetingKind.RECEPTION)
    asked = next((about for about, wanted in _ASKED if wanted.stand_in(line.full)), None)
    signs = Signs(
        kind=named,
        code=bool(aim.code),
        meeting=meeting or occasion,
        occasion=occasion,
        voice=voice,
        meet=meet and bool(aim.chairs or aim.leaders),
        concept=bool(aim.concepts),
        chair=bool(aim.chairs or aim.leaders),
        place=bool(aim.areas or aim.venues),
        online=aim.mode is not None,
        dates=bool(dates.spans),
        asked=asked is not None,
        yes_no=line.full[-1:] in (["khong"], ["chua"]) and not {"gi", "nao"}.intersection(line.full),
        what_if=_WHAT_IF.stand_in(line.full),
        procedure=procedure,
        foreign=foreign and not named and not (occasion and aim.concepts),
        strange=strange,
        length=len(line.full),
    )
    scope, short = scope_of(signs), follows(signs)
    intent = _settled(intent, scope, short, signs)
    if intent is Intent.UNKNOWN:
        return Meaning(intent, dates, guarded=guarded)
    acted = intent is not Intent.SCHEDULE and aim.is_open and not aim.words and not dates.spans
    return Meaning(
        intent,
        dates,
        aim,
        asked,
        sure=_is_sure(intent, scope, signs),
        hours=None if after_hours else _hours(line, dates),
        pick=pick,
        after_hours=after_hours,
        called_off=called_off and replace(aim, kind=None).is_open,
        changed=changed,
        meet=signs.meet or voice,
        been=been,
        still=still,
        going_on=going_on and aim.kind is not None and not aim.concepts and not aim.chairs,
        guarded=guarded,
        follows=short or acted,
    )


def _been(line: Line) -> bool:
    """Whether meetings that are over are meant; whether one is over yet is another question."""
    words = line.undated
    return any(words[end : end + 1] != ["chua"] for _start, end in _BEEN.find(words))


def _which_of_many(line: Line, dates: DateReading) -> bool:
    interval = dates.interval
    return interval is not None and interval.grain is not Grain.DAY and "nao" in line.full


def _beside_date(words: list[str]) -> bool:
    return any(word in ("buoi", "hop") and after == GAP for word, after in pairwise(words))


def _hours(line: Line, dates: DateReading) -> tuple[time | None, time | None] | None:
    """The hours said in digits: from one on, before one, or at one."""
    said = next((at for at, word in enumerate(line.typed) if _IS_HOUR(word) and line.left[at] == GAP), None)
    if dates.time is None or said is None:
        return None
    before = line.full[said - 1] if said else ""
    if before in ("sau", "tu", "after", "from"):
        return dates.time, None
    return (None, dates.time) if before in ("truoc", "before") else (dates.time, dates.time)


def _settled(intent: Intent, scope: Scope, short: bool, signs: Signs) -> Intent:
    if intent is Intent.UNKNOWN:
        return Intent.UNKNOWN if scope is Scope.NOT_OURS and not short else Intent.SCHEDULE
    if signs.foreign:
        return Intent.UNKNOWN
    told = signs.dates and intent is Intent.OUTCOME
    if intent in (Intent.OUTCOME, Intent.RATE) and scope is Scope.NOT_OURS and signs.strange and not told:
        return Intent.UNKNOWN
    return intent


def _is_sure(intent: Intent, scope: Scope, signs: Signs) -> bool:
    if intent is Intent.SCHEDULE or not signs.dates:
        return scope is not Scope.PERHAPS
    return scope is not Scope.NOT_OURS or signs.concept or signs.chair or not signs.strange


def _aim(line: Line, kind: MeetingKind | None) -> tuple[Aim, bool, bool, bool, bool]:
    """What narrows the meetings; and whether a voice, a meeting, meeting somebody or a procedure is named."""
    code = next((word for word in line.left if _CODE.fullmatch(word)), "")
    numbers, rooms = areas(line.left), venues(line.left)
    if (hall := rooms.get("hoi truong")) and line.typed[hall[0]] == "hỏi":
        del rooms["hoi truong"]
    for start, end in (*numbers.values(), *rooms.values()):
        line.cut(start, end)
    line.take(_COURTESY)
    voice = bool(line.take(_VOICE))
    online, (concepts, said) = bool(line.take(_ONLINE)), _concepts(line)
    chairs = tuple(sorted(roles(line.left)))
    line.take(CHAIRS)
    line.take(BODIES)
    leaders = bool(line.take(LEADERS))
    meeting = bool(line.take(_MEETING)) | bool(line.take(_ATTEND))
    meet = bool(line.take(_MEET))
    procedure = line.has(_PROCEDURE)
    about, at = _after(line, _ABOUT), _after(line, _AT)
    runs = tuple(" ".join(run) for run in zip(line.left, line.left[1:], line.left[2:], strict=False))
    words = tuple(word for word in line.left if _is_content(word) and word not in (code, *about, *at))
    mode = MeetingMode.ONLINE if online else None
    aim = Aim(
        kind,
        concepts,
        said,
        chairs,
        leaders,
        tuple(numbers),
        tuple(rooms),
        mode,
        words[:10],
        about,
        at,
        tuple(run for run in runs[:40] if GAP not in run),
        code,
    )
    return aim, voice, meeting, meet, procedure


def _concepts(line: Line) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the concepts found, and the phrases they were found by, taken out."""
    named: dict[str, None] = {}
    said = []
    for start, end in _CONCEPTS.find(line.left):
        typed = line.typed[start]
        right = _MARKED.get(line.left[start])
        if end == start + 1 and right and not typed.isascii() and typed not in right:
            continue
        said.append(line.cut(start, end))
        named |= dict.fromkeys(_NAMES[said[-1]])
    return tuple(named), tuple(said)


def _after(line: Line, leads: tuple[str, ...]) -> tuple[str, ...]:
    """The first content words after one of `leads`, up to a gap or a word that is no content;
    none where it is asked which, as in *về chuyện gì*.
    """
    for index, word in enumerate(line.left):
        if word not in leads:
            continue
        found = []
        for at, following in enumerate(line.left[index + 1 : index + 8], index + 1):
            if _is_content(following):
                found.append(following)
            elif following in ("gi", "nao"):
                line.cut(index, at + 1)
                return ()
            elif found or following in _LEAVE:
                break
        if found:
            return tuple(found)
    return ()


def _is_content(word: str) -> bool:
    return len(word) > 1 and word not in FUNCTION and not word.isdigit()
