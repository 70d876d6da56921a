"""Every table, one SQLModel class a kind of row; moments are UTC, dates are the ward's."""

from storage.tables.meetings import Meeting, Subscription
from storage.tables.messages import Conversation, Inbox, Outbox
from storage.tables.people import Audit, Identity, Invite, Person, Seat, SignInAttempt
from storage.tables.plan import Indicator, PlanItem, PlanItemUnit, PlanVersion, Unit, UnitMember
from storage.tables.progress import Obligation, Period, Progress, ProgressFile, Reminder, Snooze, StoredFile

__all__ = [
    "Audit",
    "Conversation",
    "Identity",
    "Inbox",
    "Indicator",
    "Invite",
    "Meeting",
    "Obligation",
    "Outbox",
    "Period",
    "Person",
    "PlanItem",
    "PlanItemUnit",
    "PlanVersion",
    "Progress",
    "ProgressFile",
    "Reminder",
    "Seat",
    "SignInAttempt",
    "Snooze",
    "StoredFile",
    "Subscription",
    "Unit",
    "UnitMember",
]
