"""Something is wrong that people have to mend: the office is told once, and again when it is well."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Say
from bot.services.notices import tell_office
from bot.services.outages import note_alarm, note_well
from bot.texts import _
from storage.alarms import alarm_on, lift_alarm, list_alarms, set_alarm


@dataclass(frozen=True)
class Told:
    """A sentence to tell: a catalogue key, and what fills its fields."""

    sentence: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in the locale in force."""
        return _(self.sentence, **self.values)


def raise_alarm(
    session: Session, subject: str, told: Told, now: datetime, *, avoid: Collection[str] = ()
) -> bool:
    """Tell everybody in the office, unless they have been told this already; whether it is news.

    Something else that is wrong with the same `subject` takes its place. `avoid` are the channels that may be
    the ones that fail.
    """
    before = alarm_on(session, subject)
    if before is not None and before.detail["sentence"] != told.sentence:
        lift_alarm(session, subject)
    detail = {"sentence": told.sentence, "values": dict(told.values)}
    if not set_alarm(session, subject, detail, now):
        return False
    note_alarm(session, subject, now)
    tell_office(session, f"alarm:{subject}:{now.isoformat()}", lambda: Say(str(told)), now, avoid=avoid)
    return True


def clear_alarm(session: Session, subject: str, told: Told, now: datetime) -> bool:
    """The cause has gone: tell the office, if it had been told of it; whether it had."""
    if alarm_on(session, subject) is None:
        return False
    lift_alarm(session, subject)
    note_well(session, subject, now)
    tell_office(session, f"well:{subject}:{now.isoformat()}", lambda: Say(str(told)), now)
    return True


def open_alarms(session: Session) -> list[str]:
    """What is wrong now, in the locale in force, the oldest first."""
    return [str(Told(alarm.detail["sentence"], alarm.detail["values"])) for alarm in list_alarms(session)]
