"""Where Zalo calls us for an official account, and how we know that it is Zalo."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.port import Forged, Raw
from bot.clock import Clock

PATH = "/zalo/oa"
OLDEST = timedelta(days=30)


def signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """What Zalo signs a call with: a plain hash, no HMAC."""
    before, after = _bytes(app_id), _bytes(timestamp) + _bytes(secret)
    return hashlib.sha256(before + body + after).hexdigest()


@dataclass(frozen=True)
class Hook:
    """Calls are Zalo's where they are signed with the account's key."""

    app_id: str
    secret: str
    clock: Clock
    path: str = PATH
    pages: Mapping[str, str] = field(default_factory=dict)

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[Raw]:
        """The event in one call. Zalo's console tries the address with an empty one, which is none.

        An event that is too old to be remembered as answered is none either: somebody sends it again.
        """
        given = {name.lower(): value for name, value in headers.items()}
        claimed = given.get("x-zevent-signature", "").strip().removeprefix("mac=").lower()
        if not claimed and body.strip() in {b"", b"{}"}:
            return ()
        raw = _object(body)
        stamps = [str(raw.get("timestamp", "")), given.get("x-zevent-timestamp", "")]
        signed = [
            stamp
            for stamp in stamps
            for name in self._names(raw)
            if hmac.compare_digest(_bytes(claimed), signature(name, body, stamp, self.secret).encode())
        ]
        if not claimed or not signed:
            raise Forged
        return () if self._is_old(signed[0]) else (raw,)

    def _names(self, raw: Mapping[str, Any]) -> Iterable[str]:
        """Zalo signs with the app's number; some have seen that of the account in its place."""
        inner = (raw.get(side) for side in ("sender", "recipient"))
        ids = [raw.get("oa_id"), *(one.get("id") for one in inner if isinstance(one, Mapping))]
        return [self.app_id, *(one for one in ids if isinstance(one, str))]

    def _is_old(self, stamp: str) -> bool:
        if not stamp.isdecimal() or len(stamp) > 15:
            return False
        return datetime.fromtimestamp(int(stamp) / 1000, UTC) < self.clock() - OLDEST


def verifier_page(code: str) -> Mapping[str, str]:
    """The page by which Zalo knows that the domain is ours."""
    if not code:
        return {}
    meta = f'<meta name="zalo-platform-site-verification" content="{code}" />'
    return {
        f"/zalo_verifier{code}.html": f"<!doctype html><html><head>{meta}</head><body>{code}</body></html>"
    }


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _object(body: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        raise Forged from None
    if not isinstance(raw, dict):
        raise Forged
    return raw
