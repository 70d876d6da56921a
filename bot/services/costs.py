"""Messages that cost money: the office sees for whom and how much, and says whether they are sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.numbers import format_decimal
from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.errors import Refusal
from bot.services.budget import spent
from bot.services.notices import tell_once
from bot.services.routes import PAID
from bot.services.ward import Ward
from bot.texts import _, _n, spoken
from storage.audit import record
from storage.tables import Outbox
from storage.vocabulary import Delivery
from storage.ways import held_rows, places_of, set_rows

MOST_NAMES = 4
KEY = "spend"


@dataclass(frozen=True)
class Bill:
    """What waits for the office's word, the oldest first; `ids` are those the month's budget is enough for.

    `upto` is the highest id in it: what comes to wait later was not seen with it.
    """

    waiting: tuple[int, ...]
    ids: tuple[int, ...]
    names: tuple[str, ...]
    price: int
    cost: int
    spent: int
    budget: int

    @property
    def upto(self) -> int:
        return max(self.waiting)


def bill(session: Session, ward: Ward, now: datetime, upto: int | None = None) -> Bill | None:
    """The bill for all that is held for its cost, or for ids up to `upto`; None where nothing is."""
    rows = [row for row in held_rows(session) if row.held == PAID and row.channel in ward.channels]
    rows = [row for row in rows if upto is None or (row.id or 0) <= upto]
    if not rows:
        return None
    so_far = spent(session, ward, now)
    left = {name: ward.channels[name].budget - cost for name, cost in so_far.items()}
    fitting: list[Outbox] = []
    for row in rows:
        price = ward.channels[row.channel].price
        if price <= left.get(row.channel, 0):
            left[row.channel] -= price
            fitting.append(row)
    places = places_of(session, {row.person_id for row in rows if row.person_id is not None})
    named = [
        _("{name} ({unit})", name=places[person_id].name, unit=places[person_id].unit)
        for person_id in dict.fromkeys(row.person_id or 0 for row in rows)
        if person_id in places
    ]
    return Bill(
        tuple(row.id or 0 for row in rows),
        tuple(row.id or 0 for row in fitting),
        tuple(named),
        max(ward.channels[row.channel].price for row in rows),
        sum(ward.channels[row.channel].price for row in fitting),
        sum(so_far.values()),
        sum(ward.channels[name].budget for name in so_far),
    )


def bill_say(shown: Bill) -> Say:
    """The bill in at most five lines, and what can be done about it."""
    named = ", ".join(shown.names[:MOST_NAMES])
    lines = [
        _n(
            "{n} reminder reaches its person only as a paid message: {names}.",
            "{n} reminders reach their people only as paid messages: {names}.",
            len(shown.waiting),
            names=named if len(shown.names) <= MOST_NAMES else f"{named}…",
        ),
    ]
    if shown.ids:
        lines.append(
            _n(
                "{n} message at {price} đ costs {cost} đ.",
                "{n} messages at {price} đ each cost {cost} đ.",
                len(shown.ids),
                price=money(shown.price),
                cost=money(shown.cost),
            )
        )
    lines.append(
        _("Spent this month: {spent} đ of {budget} đ.", spent=money(shown.spent), budget=money(shown.budget))
    )
    if over := len(shown.waiting) - len(shown.ids):
        lines.append(
            _n(
                "The budget is not enough for {n} of them: please call.",
                "The budget is not enough for {n} of them: please call.",
                over,
            )
        )
    choices = [Choice(f"/unpaid {shown.upto}", _("Do not send, I will call"))]
    if shown.ids:
        send = Choice(f"/pay {shown.upto} {shown.cost}", _("Send ({cost} đ)", cost=money(shown.cost)))
        choices.insert(0, send)
    return Say("\n".join(lines), tuple(choices))


def pay(session: Session, shown: Bill, by: str, now: datetime) -> int:
    """Let go what the bill covers; how many messages that is."""
    set_rows(session, shown.ids, held=None, not_before=now)
    record(session, now, by, "paid_messages_sent", "outbox", messages=len(shown.ids), cost=shown.cost)
    return len(shown.ids)


def refuse(session: Session, shown: Bill, by: str, now: datetime) -> int:
    """Send none of it: the office calls instead. How many messages that is."""
    columns = {"state": Delivery.HANDED, "held": None, "paid": False, "not_before": now}
    set_rows(session, shown.waiting, **columns, error=Refusal.WINDOW_CLOSED.value)
    record(session, now, by, "paid_messages_refused", "outbox", messages=len(shown.waiting))
    return len(shown.waiting)


def tell_costs(session: Session, ward: Ward, now: datetime) -> int:
    """Show the office the bill, where there is one, once a day; how many were written to."""
    if not any(facts.price and facts.budget for facts in ward.channels.values()):
        return 0

    return tell_once(session, ward, KEY, lambda _person_id: bill_now(session, ward, now), now)


def bill_now(session: Session, ward: Ward, now: datetime) -> Say | None:
    """The bill as it stands, in the locale in force; None where nothing waits."""
    shown = bill(session, ward, now)
    return bill_say(shown) if shown is not None else None


def recheck_bill(session: Session, _row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """The bill as it stands; None where nothing waits."""
    say = bill_now(session, ward, now)
    return speak(say, 0).as_data() if say is not None else None


def money(amount: int) -> str:
    """`1.800`; in English `1,800`."""
    return format_decimal(amount, locale=spoken())
