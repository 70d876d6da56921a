"""What a chat keeps of its last question, so that the next may be short: constraints only, as JSON."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.language.dates import DateReading, DayPart, Grain, Interval
from bot.language.intents import Intent
from bot.language.meaning import Aim, Meaning, Pick
from storage.vocabulary import MeetingKind, MeetingMode

_LISTS = ("concepts", "said", "chairs", "areas", "venues", "words", "about", "at", "runs")


def remembered(meaning: Meaning) -> dict[str, Any]:
    """The meaning as plain data."""
    aim, interval, part = meaning.aim, meaning.dates.interval, meaning.dates.part
    return {
        "intent": meaning.intent.value,
        "from": interval.start.isoformat() if interval and interval.start else None,
        "to": interval.end.isoformat() if interval and interval.end else None,
        "grain": interval.grain.value if interval else None,
        "part": part.value if part else None,
        "kind": aim.kind.value if aim.kind else None,
        "mode": aim.mode.value if aim.mode else None,
        "leaders": aim.leaders,
        "code": aim.code,
        "pick": meaning.pick.value if meaning.pick else None,
        "been": meaning.been,
        "still": meaning.still,
        **{name: list(getattr(aim, name)) for name in _LISTS},
    }


def recalled(data: Mapping[str, Any]) -> Meaning:
    """The meaning kept by `remembered`."""
    interval = None
    if data["grain"]:
        start, end = (date.fromisoformat(day) if day else None for day in (data["from"], data["to"]))
        interval = Interval(start, end, Grain(data["grain"]))
    aim = Aim(
        kind=MeetingKind(data["kind"]) if data["kind"] else None,
        mode=MeetingMode(data["mode"]) if data["mode"] else None,
        leaders=data["leaders"],
        code=data["code"],
        **{name: tuple(data[name]) for name in _LISTS},
    )
    part = DayPart(data["part"]) if data["part"] else None
    return Meaning(
        Intent(data["intent"]),
        DateReading(interval, part),
        aim,
        pick=Pick(data["pick"]) if data.get("pick") else None,
        been=data.get("been", False),
        still=data.get("still", False),
    )


def follow_up(before: Meaning, now_said: Meaning) -> Meaning:
    """A short question understood after an earlier one: what it says anew goes before what was said then."""
    aim, new = before.aim, now_said.aim
    fresh = {name: getattr(new, name) for name in Aim.__slots__ if getattr(new, name)}
    dates = now_said.dates
    if dates.interval is None and not dates.alternatives:
        dates = replace(before.dates, part=dates.part or before.dates.part)
    elif "code" not in fresh:
        fresh["code"] = ""
    intent = now_said.intent
    if intent is Intent.SCHEDULE and before.intent is Intent.OUTCOME:
        intent = Intent.OUTCOME
    return replace(
        now_said,
        intent=intent,
        dates=dates,
        aim=replace(aim, **fresh),
        pick=now_said.pick or (before.pick if now_said.dates.interval is None else None),
        been=now_said.been or (before.been and now_said.dates.interval is None),
        sure=True,
        follows=False,
    )
