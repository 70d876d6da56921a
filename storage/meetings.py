"""The schedule: meetings by code and by day, and who wants to be told about which."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, literal_column, or_, select, update
from sqlmodel import Session, col

from storage.tables import Meeting, Subscription
from storage.upsert import insert_new
from storage.vocabulary import MeetingStatus

_SUBSCRIPTIONS = Subscription.__table__  # type: ignore[attr-defined]
_UNREMINDED = (
    select(Subscription, Meeting)
    .join(Meeting, col(Meeting.id) == col(Subscription.meeting_id))
    .where(col(Subscription.outbox_id).is_(None), col(Meeting.status) == MeetingStatus.UPCOMING)
    .where(col(Meeting.starts_at) > bindparam("now"), col(Meeting.starts_at) <= bindparam("until"))
    .order_by(col(Meeting.starts_at), col(Subscription.created_at))
)
_COLUMNS = (
    "code, kind, topic, audience, starts_at, ends_at, place, chair, mode, status, conclusion, source, as_of"
)
# Without types, so that values come as the driver has them.
_ROWS: Any = (
    select(*(literal_column(name) for name in _COLUMNS.split(", ")))
    .select_from(Meeting)
    .where(col(Meeting.ends_at) > bindparam("after"), col(Meeting.starts_at) < bindparam("before"))
    .order_by(col(Meeting.starts_at), col(Meeting.code))
)
_EVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def schedule_rows(
    session: Session, *, ending_after: datetime | None = None, starting_before: datetime | None = None
) -> Sequence[Any]:
    """Meetings as the driver gives them, in order of time: for `as_moment` to read where needed.

    Rows of the same content are equal, so that what is made of one can be kept for the next time.
    """
    after, before = ending_after or _EVER[0], starting_before or _EVER[1]
    bounds = {"after": max(after, _EVER[0]), "before": min(before, _EVER[1])}
    return session.connection().execute(_ROWS, bounds).all()


def as_moment(value: str | datetime) -> datetime:
    """A stored moment as the driver gives it, aware."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def list_meetings(session: Session, *, ending_after: datetime | None = None) -> list[Meeting]:
    """Meetings in order of time, all or those not over at a moment."""
    wanted = select(Meeting).order_by(col(Meeting.starts_at), col(Meeting.code))
    if ending_after is not None:
        wanted = wanted.where(col(Meeting.ends_at) > ending_after)
    return list(session.scalars(wanted))


def find_meeting(session: Session, code: str) -> Meeting | None:
    """The meeting with this code, as it stands or in capitals."""
    spelt = (code.strip(), code.strip().upper())
    return session.scalars(select(Meeting).where(col(Meeting.code).in_(spelt))).first()


def meetings_by_code(session: Session, series: Iterable[str], codes: Iterable[str]) -> dict[str, Meeting]:
    """Those of these series, and those with these codes."""
    wanted = select(Meeting).where(
        or_(col(Meeting.series).in_(list(series)), col(Meeting.code).in_(list(codes)))
    )
    return {meeting.code: meeting for meeting in session.scalars(wanted)}


def subscribe(session: Session, channel: str, chat: str, meeting_id: int, now: datetime) -> bool:
    """Remember that a chat wants to be reminded; False where it did already."""
    row = {"channel": channel, "chat": chat, "meeting_id": meeting_id, "created_at": now}
    return insert_new(session, _SUBSCRIPTIONS, row, on=("channel", "chat", "meeting_id"))


def unsubscribe(session: Session, channel: str, chat: str, meeting_id: int | None = None) -> int:
    """Forget one reminder a chat asked for, or all of them; how many there were."""
    gone = delete(Subscription).where(col(Subscription.channel) == channel, col(Subscription.chat) == chat)
    if meeting_id is not None:
        gone = gone.where(col(Subscription.meeting_id) == meeting_id)
    found: int = session.execute(gone).rowcount  # type: ignore[attr-defined]
    return found


def find_subscription(session: Session, channel: str, chat: str, meeting_id: int) -> Subscription | None:
    return session.get(Subscription, (channel, chat, meeting_id))


def subscribers(session: Session, meeting_ids: Iterable[int]) -> list[Subscription]:
    """Everybody who wants to be told about any of these."""
    wanted = select(Subscription).where(col(Subscription.meeting_id).in_(list(meeting_ids)))
    return list(session.scalars(wanted))


def unreminded(session: Session, now: datetime, until: datetime) -> list[tuple[Subscription, Meeting]]:
    """Reminders not yet written, for meetings that begin after `now` and no later than `until`."""
    found = session.execute(_UNREMINDED, {"now": now, "until": until})
    return [(subscription, meeting) for subscription, meeting in found]


def remind_again(session: Session, meeting_ids: Iterable[int]) -> None:
    """Let meetings that have moved be reminded of once more."""
    session.execute(
        update(Subscription).where(col(Subscription.meeting_id).in_(list(meeting_ids))).values(outbox_id=None)
    )
