"""What is cleared away by itself: uploads nobody kept, and the memory of events long taken."""

from datetime import datetime, timedelta

from sqlmodel import Session

from storage.digests import digests_in_use
from storage.files import FileStore
from storage.inbox import forget_events
from storage.invites import forget_attempts
from storage.waiting import forget_waiting

UNCLAIMED, CUT_OFF, REMEMBERED = timedelta(days=7), timedelta(days=1), timedelta(days=90)


def drop_unclaimed(session: Session, files: FileStore, now: datetime) -> int:
    """Remove uploads older than a week that no row speaks of, and what is left of those cut off; how many.

    What is old is looked up before what is spoken of, and judged again as it is removed: a file sent again
    meanwhile stays.
    """
    files.abandon(now - CUT_OFF)
    old = files.kept_before(now - UNCLAIMED)
    unclaimed = old - digests_in_use(session) if old else old
    return sum(files.discard(digest, now - UNCLAIMED) for digest in unclaimed)


def forget_old_events(session: Session, now: datetime) -> None:
    """Nobody sends an event again after three months; those that failed are kept until they are mended.

    Wrong codes count for an hour, so whose they were need not be known for longer than a day.
    """
    forget_events(session, now - REMEMBERED)
    forget_waiting(session, now - REMEMBERED)
    forget_attempts(session, now - CUT_OFF)
