"""Sign-in codes, kept only as hashes, and the wrong ones that were tried."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from storage.tables import Invite, SignInAttempt


def find_invite(session: Session, code_hash: str) -> Invite | None:
    """The code with this hash, used or not."""
    return session.scalars(select(Invite).where(col(Invite.code_hash) == code_hash)).first()


def use_invite(session: Session, invite_id: int, now: datetime) -> int | None:
    """Use a code up; the seat it opens, or None where it has lapsed or somebody else was first."""
    fresh = (col(Invite.id) == invite_id) & col(Invite.used_at).is_(None) & (col(Invite.expires_at) > now)
    using = update(Invite).where(fresh).values(used_at=now).returning(col(Invite.seat_id))
    return session.scalars(using).first()


def void_invites(session: Session, seat_id: int) -> None:
    """Codes given out for a seat and not used yet stop working."""
    session.execute(delete(Invite).where(col(Invite.seat_id) == seat_id, col(Invite.used_at).is_(None)))


def void_invite(session: Session, code_hash: str) -> bool:
    """This code stops working, unless it has been used already; whether it was one."""
    unused = (col(Invite.code_hash) == code_hash) & col(Invite.used_at).is_(None)
    return session.scalars(delete(Invite).where(unused).returning(col(Invite.id))).first() is not None


def find_attempt(session: Session, channel: str, chat: str) -> SignInAttempt | None:
    return session.get(SignInAttempt, (channel, chat))


def forget_attempts(session: Session, before: datetime) -> None:
    """Forget wrong codes that were last tried before then."""
    session.execute(delete(SignInAttempt).where(col(SignInAttempt.last_at) < before))
