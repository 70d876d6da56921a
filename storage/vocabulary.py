"""The words the data is written in, stored as these strings: renaming a value takes a migration."""

from enum import StrEnum


class Role(StrEnum):
    """What a seat may do; a person without a seat is a citizen."""

    FOCAL = "focal"
    HEAD = "head"
    OFFICE = "office"
    LEADER = "leader"
    CITIZEN = "citizen"


class ItemKind(StrEnum):
    GOAL = "goal"
    TASK = "task"


class Part(StrEnum):
    """How a unit takes part in a goal or task."""

    LEAD = "lead"
    COORDINATING = "coordinating"


class PeriodKind(StrEnum):
    HALF = "half"
    YEAR = "year"


class ObligationKind(StrEnum):
    """REPORT: a unit's report of a period. TASK: a task's own date, from its roadmap."""

    REPORT = "report"
    TASK = "task"


class ObligationState(StrEnum):
    OPEN = "open"
    MET = "met"
    CANCELLED = "cancelled"


class ProgressState(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    BLOCKED = "blocked"


class MeetingKind(StrEnum):
    DIALOGUE = "dialogue"
    RECEPTION = "reception"


class MeetingMode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"


class MeetingStatus(StrEnum):
    UPCOMING = "upcoming"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class MessageKind(StrEnum):
    """Why a message leaves; a REPLY overtakes all others in the outbox."""

    REPLY = "reply"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    DIGEST = "digest"
    SUBSCRIPTION = "subscription"
    NOTICE = "notice"


class Delivery(StrEnum):
    """How far a message got; UNCERTAIN: the network died after the request had left."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    HANDED = "handed"
    DROPPED = "dropped"
