"""Links that carry their own right: what they open and until when, sealed with a key of the ward."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime

SEAL = 16


def seal(key: bytes, purpose: str, payload: str, until: datetime) -> str:
    """A token for `payload` that works for `purpose` alone, until then; safe in an address."""
    body = f"{int(until.timestamp())}:{payload}".encode()
    return _encoded(_mac(key, purpose, body) + body)


def unseal(key: bytes, purpose: str, token: str, now: datetime) -> str | None:
    """The payload of a token that was sealed with this key for this purpose and still works, or None."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if _encoded(raw) != token:
            return None
        mac, body = raw[:SEAL], raw[SEAL:]
        until, _colon, payload = body.decode().partition(":")
    except (ValueError, binascii.Error):
        return None
    if not hmac.compare_digest(mac, _mac(key, purpose, body)):
        return None
    return payload if datetime.fromtimestamp(int(until), UTC) > now else None


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _mac(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + body, hashlib.sha256).digest()[:SEAL]
