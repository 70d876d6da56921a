"""What Zalo's loopback server knows: tokens it gave out, who spoke when, what was left with it and sent."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.fakes.vendor import Fault, Sent

ACCESS_LIVES, REFRESH_LIVES = timedelta(hours=25), timedelta(days=90)
FREE, OPEN, KEPT = timedelta(hours=48), timedelta(days=7), timedelta(days=7)


@dataclass
class Left:
    """A file left with Zalo."""

    name: str
    content: bytes
    at: datetime


@dataclass
class Template:
    """A template Zalo has approved; by user it may be closed to."""

    params: list[dict[str, Any]] = field(
        default_factory=lambda: [{"name": "noi_dung", "require": True, "type": "STRING", "maxLength": 90}]
    )
    status: str = "ENABLE"
    by_user: bool = True


@dataclass
class World:
    """The account at Zalo; `clock` is Zalo's own."""

    clock: Callable[[], datetime]
    app_id: str = "360846524940903967"
    app_secret: str = "AppSecretExample"
    oa_secret: str = "OAsecretKeyExample"
    oa_id: str = "388613280878808645"
    first_refresh: str = "refresh-of-the-console"
    refreshes: dict[str, datetime] = field(default_factory=dict)
    used_refreshes: list[str] = field(default_factory=list)
    accesses: dict[str, datetime] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    phones: dict[str, str] = field(default_factory=dict)
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    left: dict[str, Left] = field(default_factory=dict)
    uploads: int = 0
    sent: list[Sent] = field(default_factory=list)
    expires_after: int = 0
    slow_tokens: float = 0.0
    billed: int = 0
    templates: dict[str, Template] = field(default_factory=dict)
    by_template: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    zns_left: int = 500
    by_day_only: bool = True
    is_verified: bool = True
    wants_proof: bool = False
    faults: list[Fault] = field(default_factory=list)
    token_faults: list[Fault] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    exchanged: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.refreshes[self.first_refresh] = self.clock() + REFRESH_LIVES

    def new_id(self) -> str:
        return f"{secrets.token_hex(8)}{next(self._ids)}"

    def exchange(self, refresh: str) -> dict[str, object]:
        """A new pair for a refresh token, which works no more from then on."""
        until = self.refreshes.pop(refresh, None)
        if until is None or until <= self.clock():
            return {"error": -14014, "error_name": "Invalid refresh token", "error_reason": "used or expired"}
        self.used_refreshes.append(refresh)
        self.exchanged.set()
        access, following = f"access-{self.new_id()}", f"refresh-{self.new_id()}"
        self.accesses[access] = self.clock() + ACCESS_LIVES
        self.refreshes[following] = self.clock() + REFRESH_LIVES
        lives = str(int(ACCESS_LIVES.total_seconds()))
        return {"access_token": access, "refresh_token": following, "expires_in": lives}

    def refuse_token(self, access: str) -> int:
        """0 where this token works, else Zalo's number."""
        until = self.accesses.get(access)
        if until is None:
            return -216
        return -220 if until <= self.clock() else 0

    def refuse_to(self, user: str) -> int:
        """0 where a consultation message may go to this person."""
        if user in self.blocked:
            return -213
        heard = self.heard.get(user)
        if heard is None or self.clock() - heard > OPEN:
            return -230
        return 0

    def take(self, user: str, text: str, buttons: Any = (), files: Any = ()) -> str:
        """Deliver a consultation message; its id."""
        if self.clock() - self.heard[user] > FREE:
            self.billed += 1
        vendor_id = self.new_id()
        self.sent.append(Sent(user, text, vendor_id, time.monotonic(), tuple(buttons), tuple(files)))
        if len(self.sent) == self.expires_after:
            self.accesses.clear()
        return vendor_id
