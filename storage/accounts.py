"""Our accounts with vendors: who we are there, what was sent in a month, and the ward's own secrets."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from storage.tables import Account, MonthSent, Secret
from storage.upsert import insert_new, upsert

_ACCOUNT = Account.__table__  # type: ignore[attr-defined]
_SECRET = Secret.__table__  # type: ignore[attr-defined]
_MONTH = MonthSent.__table__  # type: ignore[attr-defined]


def keep_account(session: Session, channel: str, facts: dict[str, str], now: datetime) -> None:
    """Note what a vendor says about our account."""
    upsert(session, _ACCOUNT, {"channel": channel, "facts": facts, "seen_at": now}, on=("channel",))


def accounts(session: Session) -> dict[str, dict[str, str]]:
    """What vendors last said about our accounts, by channel."""
    rows = session.connection().execute(select(_ACCOUNT.c.channel, _ACCOUNT.c.facts))
    return {row.channel: row.facts for row in rows}


def secret(session: Session, name: str) -> bytes:
    """The ward's key of this name, made when it is first asked for."""
    insert_new(session, _SECRET, {"name": name, "value": secrets.token_hex(32)}, on=("name",))
    wanted = select(_SECRET.c.value).where(_SECRET.c.name == name)
    return bytes.fromhex(session.connection().execute(wanted).scalar_one())


def known_secret(session: Session, name: str) -> bytes | None:
    """The ward's key of this name, None before it was first asked for; writes nothing."""
    value = session.connection().execute(select(_SECRET.c.value).where(_SECRET.c.name == name))
    found = value.scalar_one_or_none()
    return bytes.fromhex(found) if found is not None else None


def count_sent(session: Session, channel: str, month: str, number: int = 1) -> int:
    """Add to what was sent on a channel in a month (2026-11); how many that makes."""
    insert_new(session, _MONTH, {"channel": channel, "month": month, "sent": 0}, on=("channel", "month"))
    here = (_MONTH.c.channel == channel) & (_MONTH.c.month == month)
    counted = _MONTH.update().where(here).values(sent=_MONTH.c.sent + number).returning(_MONTH.c.sent)
    total: int = session.connection().execute(counted).scalar_one()
    return total


def sent_in(session: Session, channel: str, month: str) -> int:
    """How many messages a channel has sent in a month (2026-11)."""
    wanted = select(_MONTH.c.sent).where(_MONTH.c.channel == channel, _MONTH.c.month == month)
    return session.connection().execute(wanted).scalar_one_or_none() or 0
