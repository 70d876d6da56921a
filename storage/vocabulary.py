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
    """REPORT: a unit's report of a period. TASK: a task's own date, from its roadmap.

    DUTY: what the law asks around meetings. CONCLUSION: what was concluded in a dialogue.
    """

    REPORT = "report"
    TASK = "task"
    DUTY = "duty"
    CONCLUSION = "conclusion"


class ObligationState(StrEnum):
    """CANCELLED: nobody asks for it any more. LAPSED: not met, and nothing is taken for it any more."""

    OPEN = "open"
    MET = "met"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class Decision(StrEnum):
    """How a request stands; REPLACED: its cause went, or a newer request took its place."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    REPLACED = "replaced"


class Moved(StrEnum):
    """Why a due date moved.

    CONFIRMED: the office set it. CALENDAR: days off changed. PLAN, MEETING: that did. EXTENSION: a leader
    has given longer.
    """

    CONFIRMED = "confirmed"
    CALENDAR = "calendar"
    PLAN = "plan"
    MEETING = "meeting"
    EXTENSION = "extension"


class Event(StrEnum):
    """What may happen to an obligation, as its journal keeps it; what was said of it stands in reminders.

    LAID: it came into the ledger. DATED: its due date changed. PUT_OFF: somebody asked to be reminded later.
    NOTED: somebody has seen it. LONGER, HANDED: more time, or another unit, was asked for or decided on.
    AWAY: whoever it falls to is on leave. CORRECTED: somebody was told that what they knew has changed.
    """

    LAID = "laid"
    DATED = "dated"
    PUT_OFF = "put_off"
    NOTED = "noted"
    LONGER = "longer"
    HANDED = "handed"
    AWAY = "away"
    CORRECTED = "corrected"
    MET = "met"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


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
