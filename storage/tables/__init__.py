"""Every table, one SQLModel class a kind of row; moments are UTC, dates are the ward's."""

from storage.tables.channels import Account, Alarm, MonthSent, Secret, Slot, TokenPair
from storage.tables.meetings import Meeting, Subscription
from storage.tables.messages import Conversation, Inbox, Outbox, Waiting
from storage.tables.people import Audit, Identity, Invite, Person, Seat, SignInAttempt
from storage.tables.plan import Indicator, PlanItem, PlanItemUnit, PlanVersion, Unit, UnitMember
from storage.tables.progress import Obligation, Period, Progress, ProgressFile, Reminder, Snooze, StoredFile

__all__ = [
    "Account",
    "Alarm",
    "Audit",
    "Conversation",
    "Identity",
    "Inbox",
    "Indicator",
    "Invite",
    "Meeting",
    "MonthSent",
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
    "Secret",
    "SignInAttempt",
    "Slot",
    "Snooze",
    "StoredFile",
    "Subscription",
    "TokenPair",
    "Unit",
    "UnitMember",
    "Waiting",
]
