"""What Zalo's error numbers mean for a message, as its documents list them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import ChannelError, Refusal

STALE_TOKEN = frozenset({-216, -220})
STALE_TOKEN_ZNS = frozenset({-124})
NO_PROOF = frozenset({-242, -1241})
EXPIRED_UPLOAD = -100
TOO_MANY = -32
NIGHT = frozenset({-133, -234})
MORNING = time(6, 0)
MINUTE, UNTIL_MENDED = timedelta(minutes=1), timedelta(minutes=15)
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_GONE = frozenset({-213, -217, -227})
_CLOSED = frozenset({-211, -218, -230, -232, -305, -311})
_LATER = frozenset({-200})
_OFFICE = frozenset(
    {-202, -204, -205, -209, -212, -219, -221, -223, -224, -240, -320, -321, *STALE_TOKEN, *NO_PROOF}
)
NOT_BY_USER = frozenset({-213, -223, -230, -232, -233, -244, -248, -249})
_ZNS_OFFICE = frozenset(
    {-101, -102, -103, -104, -105, -109, -115, -117, -120, -125, -131, -135, -1351, -136, -137, -138}
    | {-1381, -144, -146, -147, *STALE_TOKEN_ZNS, *NO_PROOF}
)


def needs_office(code: int, *, zns: bool = False) -> bool:
    """Whether only a person can mend this, at Zalo's desks or in the settings."""
    return code in (_ZNS_OFFICE if zns else _OFFICE)


def refused(code: int, now: datetime, *, after: timedelta | None = None) -> ChannelError:
    """The refusal of a message to somebody who uses the account."""
    detail = str(code)
    if code == TOO_MANY:
        return ChannelError(Refusal.THROTTLED, detail, after=after or MINUTE)
    if code in NIGHT:
        return ChannelError(Refusal.TEMPORARY, detail, after=until_morning(now))
    if code in _GONE:
        return ChannelError(Refusal.GONE, detail)
    if code in _CLOSED:
        return ChannelError(Refusal.WINDOW_CLOSED, detail)
    if code in _OFFICE:
        return ChannelError(Refusal.TEMPORARY, detail, after=UNTIL_MENDED)
    return ChannelError(Refusal.TEMPORARY if code in _LATER else Refusal.REJECTED, detail)


def refused_zns(code: int, now: datetime, *, after: timedelta | None = None) -> ChannelError:
    """The refusal of a template to a phone number: it says nothing of the address in the account."""
    detail = f"zns {code}"
    if code == TOO_MANY:
        return ChannelError(Refusal.THROTTLED, detail, after=after or MINUTE)
    if code in NIGHT:
        return ChannelError(Refusal.TEMPORARY, detail, after=until_morning(now))
    return ChannelError(Refusal.WINDOW_CLOSED if code in _ZNS_OFFICE else Refusal.REJECTED, detail)


def until_morning(now: datetime) -> timedelta:
    """How long until Zalo pushes such messages again, by the clock of its own country."""
    here = now.astimezone(_ZONE)
    morning = datetime.combine(here.date(), MORNING, _ZONE)
    if here >= morning:
        morning += timedelta(days=1)
    return morning - here
