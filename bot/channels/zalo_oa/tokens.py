"""The tokens of the official account: renewed in time, once, by one process, and kept before they are used.

A refresh token works once. Where we crash after Zalo has given out the next pair and before it is kept, that
pair is lost: the next try is refused, and an administrator of the account has to give consent again.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.channels.http import Answer, Http
from bot.clock import Clock
from bot.errors import ChannelError, Refusal
from storage.database import Database
from storage.tables import TokenPair
from storage.tokens import begin_line, claim_pair, find_pair, keep_pair, lose_pair, release_pair

log = structlog.get_logger()
NAME = "zalo_oa"
LIVES = timedelta(hours=25)
SPENT = 0.8
AT_LAST = timedelta(minutes=1)
CLAIM = timedelta(seconds=60)
LOOK_AGAIN, LOOKS = 0.2, 150
LAST_WAIT, PAUSES = 3.0, (0.5, 2.0)
TOO_MANY = -32
_NO_CONSENT = "consent lost"


@dataclass(frozen=True)
class Pair:
    """A pair as it stood when it was read."""

    access: str
    refresh: str
    renewed_at: datetime
    expires_at: datetime
    is_lost: bool

    def holds(self, now: datetime) -> bool:
        return bool(self.access) and now < self.expires_at - AT_LAST

    def is_due(self, now: datetime) -> bool:
        """Whether it had better be renewed now, while the old one still works."""
        return not self.access or now >= self.renewed_at + SPENT * (self.expires_at - self.renewed_at)


@dataclass(frozen=True)
class Given:
    """What Zalo gave for a refresh token."""

    access: str
    refresh: str
    lives: timedelta


@dataclass
class Tokens:
    """The account's tokens in `database`; the first pair comes from the refresh token `first`."""

    http: Http
    database: Database
    clock: Clock
    url: str
    app_id: str
    app_secret: str
    first: str
    _pair: Pair | None = None
    _begun: bool = False
    _renewing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def access(self) -> str:
        """An access token that works, as far as we know.

        Raises ChannelError: REJECTED where consent has been lost, TEMPORARY where none is to be had now.
        """
        if self._pair is None or not self._pair.holds(self.clock()):
            self._pair = await self._read()
        if self._pair.holds(self.clock()):
            return self._pair.access
        return await self.renewed(self._pair.access)

    async def renewed(self, stale: str) -> str:
        """An access token other than `stale`: the pair of another process, or one we ask for."""
        async with self._renewing:
            for _look in range(LOOKS):
                self._pair = pair = await self._read()
                if pair.access != stale and pair.holds(self.clock()):
                    return pair.access
                if pair.is_lost:
                    raise ChannelError(Refusal.REJECTED, _NO_CONSENT)
                if await self._claim(pair):
                    self._pair = await _finished(self._renew(pair))
                    return self._pair.access
                await asyncio.sleep(LOOK_AGAIN)
        raise ChannelError(Refusal.TEMPORARY, "another process renews the tokens")

    async def keep_fresh(self) -> None:
        """Renew the pair where it is time; raises ChannelError REJECTED where consent has been lost."""
        self._pair = pair = await self._read()
        if pair.is_lost:
            raise ChannelError(Refusal.REJECTED, _NO_CONSENT)
        if pair.is_due(self.clock()):
            await self.renewed(pair.access)

    async def looked_at(self) -> Pair | None:
        """The pair as it stands, None before the first was asked for; nothing is changed."""
        return await self.database.read(_pair)

    async def _read(self) -> Pair:
        if not self._begun:
            await self.database.write(lambda session: begin_line(session, NAME, self.first, self.clock()))
            self._begun = True
        pair = await self.database.read(_pair)
        if pair is None:
            raise ChannelError(Refusal.TEMPORARY, "no tokens")
        return pair

    async def _claim(self, pair: Pair) -> bool:
        return await self.database.write(
            lambda session: claim_pair(session, NAME, pair.refresh, self.clock(), CLAIM)
        )

    async def _renew(self, pair: Pair) -> Pair:
        """Use the refresh token, and keep what it brings before anybody else is given it."""
        try:
            answer = await self.http.call(
                f"{self.url}/v4/oa/access_token",
                headers={"secret_key": self.app_secret},
                data={
                    "app_id": self.app_id,
                    "grant_type": "refresh_token",
                    "refresh_token": pair.refresh,
                },
            )
            given = _given(answer)
        except ChannelError as error:
            if error.refusal is Refusal.REJECTED:
                log.error("zalo_oa_consent_lost", detail=error.values["detail"])
                await self.database.write(
                    lambda session: lose_pair(session, NAME, pair.refresh, self.clock())
                )
                raise
            # It may have been used up all the same: then the next try is refused, and told.
            await self.database.write(lambda session: release_pair(session, NAME, pair.refresh))
            raise ChannelError(Refusal.TEMPORARY, str(error.values["detail"])) from None
        now = self.clock()
        await self._keep(pair.refresh, given, now)
        log.info("zalo_oa_tokens_renewed")
        return Pair(given.access, given.refresh, now, now + given.lives, is_lost=False)

    async def _keep(self, used: str, given: Given, now: datetime) -> None:
        """Nobody has the new pair but us, so a database that stumbles is asked again."""
        for pause in (*PAUSES, None):
            try:
                await self.database.write(
                    lambda session: keep_pair(
                        session,
                        NAME,
                        used,
                        access=given.access,
                        refresh=given.refresh,
                        now=now,
                        expires_at=now + given.lives,
                    )
                )
            except SQLAlchemyError:
                if pause is None:
                    raise
                log.exception("zalo_oa_tokens_not_kept")
                await asyncio.sleep(pause)
            else:
                return


async def _finished(renewing: Coroutine[Any, Any, Pair]) -> Pair:
    """Let a renewal that has begun come to its end, even where whoever wanted it is stopped."""
    task = asyncio.create_task(renewing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=LAST_WAIT)
        raise


def _pair(session: Session) -> Pair | None:
    row: TokenPair | None = find_pair(session, NAME)
    if row is None:
        return None
    return Pair(row.access, row.refresh, row.renewed_at, row.expires_at, row.lost_at is not None)


def _given(answer: Answer) -> Given:
    """The pair in an answer; raises ChannelError REJECTED where Zalo says no, else TEMPORARY."""
    busy = answer.status == 429 or answer.status >= 500
    if busy or answer.data is None or str(answer.data.get("error")) == str(TOO_MANY):
        raise ChannelError(Refusal.TEMPORARY, str(answer.status))
    access, refresh = answer.data.get("access_token"), answer.data.get("refresh_token")
    if not (isinstance(access, str) and isinstance(refresh, str) and access and refresh):
        raise ChannelError(Refusal.REJECTED, str(answer.data.get("error", answer.status))[:20])
    seconds = str(answer.data.get("expires_in", ""))
    return Given(access, refresh, timedelta(seconds=int(seconds)) if seconds.isdecimal() else LIVES)
