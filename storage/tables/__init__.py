"""Every table, one SQLModel class a kind of row; moments are UTC, dates are the ward's."""

from storage.tables.channels import Account, Alarm, MonthSent, Secret, Slot, TokenPair
from storage.tables.ledger import (
    Entry,
    Extension,
    Handover,
    Leave,
    Obligation,
    Period,
    Reminder,
    Snapshot,
    Snooze,
)
from storage.tables.meetings import Meeting, Subscription
from storage.tables.messages import Conversation, Inbox, Outbox, Waiting
from storage.tables.people import Audit, Identity, Invite, Person, Seat, SignInAttempt
from storage.tables.plan import Indicator, PlanItem, PlanItemUnit, PlanVersion, Unit, UnitMember
from storage.tables.progress import Progress, ProgressFile, StoredFile
from storage.tables.ward import Outage, Pulse, Rule, WardDay

__all__ = [
    "Account",
    "Alarm",
    "Audit",
    "Conversation",
    "Entry",
    "Extension",
    "Handover",
    "Identity",
    "Inbox",
    "Indicator",
    "Invite",
    "Leave",
    "Meeting",
    "MonthSent",
    "Obligation",
    "Outage",
    "Outbox",
    "Period",
    "Person",
    "PlanItem",
    "PlanItemUnit",
    "PlanVersion",
    "Progress",
    "ProgressFile",
    "Pulse",
    "Reminder",
    "Rule",
    "Seat",
    "Secret",
    "SignInAttempt",
    "Slot",
    "Snapshot",
    "Snooze",
    "StoredFile",
    "Subscription",
    "TokenPair",
    "Unit",
    "UnitMember",
    "Waiting",
    "WardDay",
]
