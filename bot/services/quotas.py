"""What vendors allow us in a month and to how many people: counted, and told of before it runs out."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.services.alarms import Told, clear_alarm, raise_alarm
from bot.services.ward import ChannelFacts, Ward
from bot.texts import N_
from storage.accounts import count_sent, sent_in
from storage.alarms import alarm_on, lift_alarm
from storage.conversations import count_chats

MESSAGE_LEVELS, CHAT_LEVELS = (80, 95, 100), (80, 100)
_FEW_LEFT = N_("⚠️ {channel}: {used} of {limit} messages of this month are used; when none is left it stops.")
_NONE_LEFT = N_(
    "⚠️ {channel}: all {limit} messages of this month are used. Until next month people are reached "
    "by their other channels or by telephone."
)
_NEW_MONTH = N_("✅ {channel}: a new month has begun, messages are sent there again.")
_FEW_SEATS = N_("⚠️ {channel}: {used} of at most {limit} people use it; show new ones another channel.")
_NO_SEAT = N_("⚠️ {channel}: {used} people use it and {limit} are allowed; show new ones another channel.")


@dataclass(frozen=True)
class Usage:
    """How much of its allowance a channel has used; a limit of 0 is none."""

    channel: str
    label: str
    sent: int
    per_month: int
    chats: int
    most_chats: int


def note_sent(session: Session, ward: Ward, channel: str, parts: int, now: datetime) -> None:
    """Count messages a vendor took; the office is told once as each level of a limit is reached."""
    facts = ward.channels.get(channel)
    if facts is None:
        return
    if facts.per_month:
        sent = count_sent(session, channel, _month(ward, now), parts)
        if sent == parts:
            _begin_month(session, channel, facts, now)
        _tell_of_messages(session, _Use(channel, facts, sent - parts, sent), now)
    if facts.most_chats:
        used = count_chats(session, channel)
        _tell_of_chats(session, _Use(channel, facts, used, used), now)


def usage(session: Session, ward: Ward, now: datetime) -> list[Usage]:
    """What has been used of every channel that has a limit."""
    month = _month(ward, now)
    return [
        Usage(
            name,
            facts.label,
            sent_in(session, name, month),
            facts.per_month,
            count_chats(session, name),
            facts.most_chats,
        )
        for name, facts in ward.channels.items()
        if facts.per_month or facts.most_chats
    ]


@dataclass(frozen=True)
class _Use:
    """How much of something a channel had used before, and has now."""

    channel: str
    facts: ChannelFacts
    before: int
    used: int

    def told(self, sentence: str, limit: int) -> Told:
        return Told(sentence, {"channel": self.facts.label, "used": self.used, "limit": limit})


def _begin_month(session: Session, channel: str, facts: ChannelFacts, now: datetime) -> None:
    """What was told of last month is over."""
    for level in MESSAGE_LEVELS[:-1]:
        lift_alarm(session, f"quota:{channel}:{level}")
    clear_alarm(session, f"quota:{channel}:100", Told(_NEW_MONTH, {"channel": facts.label}), now)


def _tell_of_messages(session: Session, use: _Use, now: datetime) -> None:
    limit = use.facts.per_month
    reached = _reached(use.used, limit, MESSAGE_LEVELS)
    if reached > _reached(use.before, limit, MESSAGE_LEVELS):
        told = use.told(_NONE_LEFT if reached == 100 else _FEW_LEFT, limit)
        _tell(session, "quota", use.channel, _Level(reached, MESSAGE_LEVELS, told), now)


def _tell_of_chats(session: Session, use: _Use, now: datetime) -> None:
    limit = use.facts.most_chats
    reached = _reached(use.used, limit, CHAT_LEVELS)
    told = use.told(_NO_SEAT if reached == 100 else _FEW_SEATS, limit)
    _tell(session, "chats", use.channel, _Level(reached, CHAT_LEVELS, told), now)


@dataclass(frozen=True)
class _Level:
    """A level that was reached, 0 for none, of those there are, and what to tell of it."""

    reached: int
    levels: tuple[int, ...]
    told: Told


def _tell(session: Session, what: str, channel: str, at: _Level, now: datetime) -> None:
    """Tell of this level, unless it has been told, and no longer of the others."""
    for level in at.levels:
        if level != at.reached and alarm_on(session, f"{what}:{channel}:{level}") is not None:
            lift_alarm(session, f"{what}:{channel}:{level}")
    subject = f"{what}:{channel}:{at.reached}"
    if at.reached and alarm_on(session, subject) is None:
        # The notices go by other channels where there are some: here they would use up what is left.
        raise_alarm(session, subject, at.told, now, avoid=[channel])


def _reached(used: int, limit: int, levels: tuple[int, ...]) -> int:
    """The highest of these per cents of the limit that is used, 0 where none is."""
    return max((level for level in levels if used * 100 >= limit * level), default=0)


def _month(ward: Ward, now: datetime) -> str:
    return f"{ward.day(now):%Y-%m}"
