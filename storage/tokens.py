"""Pairs of tokens that a vendor renews together, each of which may be used for that once."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from storage.tables import TokenPair
from storage.upsert import insert_new

_TABLE = TokenPair.__table__  # type: ignore[attr-defined]


def begin_line(session: Session, channel: str, refresh: str, now: datetime) -> None:
    """Let the token an operator has set take over, unless it did so before.

    One that has never brought anything may be tried again: something else may have been set wrong.
    """
    mark = hashlib.sha256(refresh.encode()).hexdigest()
    fresh = {
        "access": "",
        "refresh": refresh,
        "expires_at": now,
        "renewed_at": now,
        "lost_at": None,
        "claimed_until": None,
        "seen": [mark],
    }
    if insert_new(session, _TABLE, {"channel": channel, **fresh}, on=("channel",)):
        return
    here = _TABLE.c.channel == channel
    seen = session.connection().execute(select(_TABLE.c.seen).where(here).with_for_update()).scalar_one()
    if mark not in seen:
        _set(session, here, **fresh | {"seen": [*seen, mark]})
    else:
        _set(session, here & (_TABLE.c.access == ""), lost_at=None)


def find_pair(session: Session, channel: str) -> TokenPair | None:
    return session.get(TokenPair, channel)


def claim_pair(session: Session, channel: str, refresh: str, now: datetime, much: timedelta) -> bool:
    """Have the renewing of this pair to ourselves for a while; False where another process has it."""
    is_free = _TABLE.c.claimed_until.is_(None) | (_TABLE.c.claimed_until <= now)
    still = (_TABLE.c.channel == channel) & (_TABLE.c.refresh == refresh) & _TABLE.c.lost_at.is_(None)
    return _set(session, still & is_free, claimed_until=now + much)


def keep_pair(
    session: Session,
    channel: str,
    used: str,
    *,
    access: str,
    refresh: str,
    now: datetime,
    expires_at: datetime,
) -> bool:
    """Put a new pair in the place of the one used up for it; False where that has gone."""
    return _set(
        session,
        (_TABLE.c.channel == channel) & (_TABLE.c.refresh == used),
        access=access,
        refresh=refresh,
        renewed_at=now,
        expires_at=expires_at,
        lost_at=None,
        claimed_until=None,
    )


def release_pair(session: Session, channel: str, refresh: str) -> bool:
    """Let others try to renew this pair."""
    return _set(session, (_TABLE.c.channel == channel) & (_TABLE.c.refresh == refresh), claimed_until=None)


def lose_pair(session: Session, channel: str, refresh: str, now: datetime) -> bool:
    """Note that the vendor will not renew this pair; False where it has been renewed meanwhile."""
    still = (_TABLE.c.channel == channel) & (_TABLE.c.refresh == refresh)
    return _set(session, still, lost_at=now, claimed_until=None)


def _set(session: Session, where: Any, **values: Any) -> bool:
    changed = session.connection().execute(update(_TABLE).where(where).values(**values))
    return bool(changed.rowcount)
