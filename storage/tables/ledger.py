"""What is owed by whom until when, who was told of it, and what they answered; dates are the ward's."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime, word
from storage.vocabulary import Decision, Event, ObligationKind, ObligationState, PeriodKind, Role


class Period(SQLModel, table=True):
    """A reporting period (2026-H1, 2026): covers `starts`..`cutoff`; `due` is a proposal until confirmed."""

    code: str = Field(primary_key=True)
    kind: PeriodKind = Field(sa_type=word(PeriodKind))
    starts: date
    cutoff: date
    due: date
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: str | None = None


class Obligation(SQLModel, table=True):
    """What a unit owes: a period's report, a task by its own date, a duty of law, a dialogue's conclusion.

    `due` is the date in force; where a leader has given longer, `extended_from` is the one by its `reason`.
    Each time `due` moves, `arming` goes up and every rung of the ladder counts anew. Nobody is told before
    `opens`. `text` says what is owed where no item does; `note` what was done, in the words of who met it.
    `of_day` is the meeting's day that `due` was reckoned from.
    """

    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_obligation_due", "state", "due"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str
    kind: ObligationKind = Field(sa_type=word(ObligationKind))
    unit_id: int = Field(foreign_key="unit.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="plan_item.id", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    period_code: str | None = Field(default=None, foreign_key="period.code", index=True)
    due: date
    extended_from: date | None = None
    opens: date | None = None
    of_day: date | None = None
    arming: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    confirmed: bool = False
    reason: str = ""
    text: str = Field(default="", sa_column_kwargs={"server_default": ""})
    state: ObligationState = Field(default=ObligationState.OPEN, sa_type=word(ObligationState))
    met_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Reminder(SQLModel, table=True):
    """One rung of an obligation's ladder for one person, as the message `outbox_id` says it.

    It is said once in an arming, unless they asked to hear it later. `role` is what the person was told it
    as, `told_due` the due date the message named.
    """

    __table_args__ = (UniqueConstraint("obligation_id", "arming", "rung", "person_id", "outbox_id"),)
    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    arming: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    rung: int
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(
        default=Role.FOCAL, sa_type=word(Role), sa_column_kwargs={"server_default": Role.FOCAL.value}
    )
    told_due: date | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id", index=True)


class Snooze(SQLModel, table=True):
    """Until when a person asked not to be reminded of an obligation."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)


class Entry(SQLModel, table=True):
    """One line of an obligation's journal, never changed: ids, dates, words of ours, not what people wrote.

    `person_id` is who did it, None where a rule or a command did.
    """

    __table_args__ = (Index("ix_entry_obligation", "obligation_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    at: datetime = Field(sa_type=UtcDateTime)
    what: Event = Field(sa_type=word(Event))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class Extension(SQLModel, table=True):
    """Longer was asked for: until `wanted`, because of `reason`.

    `granted` is the day a leader gave, `answer` what they wrote where they gave none.
    """

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    wanted: date
    reason: str
    decision: Decision = Field(default=Decision.ASKED, sa_type=word(Decision), index=True)
    granted: date | None = None
    answer: str = ""
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Handover(SQLModel, table=True):
    """A unit says that an obligation is another's, which has to agree.

    With an `item_id`, agreement gives the unit's part in that task to the other for as long as it stands.
    `pressed_at` is when the office was told that nobody had answered.
    """

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="plan_item.id", index=True)
    from_unit: int = Field(foreign_key="unit.id", index=True)
    to_unit: int = Field(foreign_key="unit.id", index=True)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    reason: str = ""
    decision: Decision = Field(default=Decision.ASKED, sa_type=word(Decision), index=True)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pressed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Leave(SQLModel, table=True):
    """Somebody is away from `starts` through `ends`; `deputy_id` has their seats meanwhile.

    `returned_at` is when they said that they are back, where that ended it.
    """

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    starts: date
    ends: date
    created_at: datetime = Field(sa_type=UtcDateTime)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Snapshot(SQLModel, table=True):
    """A period as it stood when it was closed (`number` 0), or one of the addenda to it, as exact bytes.

    `content` is canonical JSON of what was reported until `until`, `sha256` its digest.
    """

    __table_args__ = (UniqueConstraint("period_code", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    period_code: str = Field(foreign_key="period.code")
    number: int
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    sha256: str
    content: str
