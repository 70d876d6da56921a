"""Which of somebody's channels a message goes to, and whether it may go now."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.errors import ChannelError, Refusal
from bot.services.addresses import rank
from bot.services.budget import left_to_spend
from bot.services.roles import WEB
from bot.services.rules import in_force
from bot.services.ward import Ward
from bot.services.windows import Standing, standing
from storage.conversations import heard_at
from storage.outbox import unsure_tries
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind
from storage.ways import Linked, linked_and_heard, set_rows

# What is worth money; a notice waits or goes elsewhere.
PAYABLE = frozenset({MessageKind.REMINDER, MessageKind.ESCALATION})
AT_WORK = frozenset({MessageKind.REMINDER, MessageKind.ESCALATION, MessageKind.DIGEST})
PAID, WINDOW = "paid", "window"
# A message of which one chat alone is the point: it goes nowhere else.
WINDOW_KEY, ALARM_KEY = "window:", "alarm:"


@dataclass(frozen=True)
class Way:
    """An address to send to; `held` says why it waits for somebody's word, `heard` when it last spoke.

    `later` is from when on it may leave there, None for now.
    """

    address: Address
    paid: bool = False
    held: str | None = None
    heard: datetime | None = None
    later: datetime | None = None


Reach = Callable[[Session, Ward, Collection[int], datetime], Mapping[int, Way]]


def ways_of(
    session: Session,
    ward: Ward,
    person_ids: Collection[int],
    now: datetime,
    kind: MessageKind = MessageKind.REMINDER,
) -> dict[int, list[Way]]:
    """How each of these people can be written to, in the order to try; who cannot be is left out.

    What is free goes before what is paid for; within that the channels the person prefers, then those that
    ring before the web chat, then what was linked last.
    """
    known = [row for row in linked_and_heard(session, person_ids) if _is_usable(ward, row[0])]
    known.sort(key=lambda row: rank(row[0], row[2]))
    left = left_to_spend(session, ward, now) if kind in PAYABLE else {}
    ways: dict[int, list[Way]] = {}
    for identity, heard, _preferred in known:
        facts = ward.channels.get(identity.channel)
        stands = standing(facts, heard, now)
        is_paid = stands is Standing.PAID
        if stands is Standing.CLOSED or (facts and is_paid and left.get(identity.channel, 0) < facts.price):
            continue
        address = Address(identity.channel, identity.chat)
        way = Way(address, paid=is_paid, held=PAID if is_paid else None, heard=heard)
        ways.setdefault(identity.person_id, []).append(way)
    return {person_id: sorted(each, key=lambda way: way.paid) for person_id, each in ways.items()}


def ways_to(
    session: Session,
    ward: Ward,
    person_id: int,
    now: datetime,
    kind: MessageKind = MessageKind.REMINDER,
) -> list[Way]:
    """How this person can be written to, in the order to try."""
    return ways_of(session, ward, [person_id], now, kind).get(person_id, [])


def first_ways(session: Session, ward: Ward, person_ids: Collection[int], now: datetime) -> dict[int, Way]:
    """The best way to remind each of these people; who can be written to nowhere is left out."""
    return {person_id: ways[0] for person_id, ways in ways_of(session, ward, person_ids, now).items()}


def choose(session: Session, ward: Ward, row: Outbox, now: datetime) -> Way | None:
    """Where a message had better go than where it was written to; None where it is well as it stands.

    What is about to leave where nobody can be written to now is held: see `bot.services.waiting`. A message
    an officer has paid for goes free where that has become possible. What people at work are told waits until
    they are at work again.
    """
    here = Address(row.channel, row.chat)
    if row.parts_sent or (row.key or "").startswith(WINDOW_KEY):
        return None
    if row.kind in AT_WORK and (opening := _opening(session, ward, now)) is not None:
        return Way(here, row.paid, row.held, later=opening)
    if row.person_id is None:
        stands = standing(ward.channels.get(row.channel), heard_at(session, row.channel, row.chat), now)
        return None if stands is Standing.FREE else Way(here, held=WINDOW)
    ways = _untried(row, ways_to(session, ward, row.person_id, now, row.kind))
    best = _unmoved(row, here, ways) or (ways[0] if ways else None)
    if row.paid and (best is None or best.paid):
        return None
    if best is None:
        return Way(here, held=WINDOW)
    if row.paid:
        set_rows(session, [row.id or 0], paid=False)
    return None if (best.address, best.paid) == (here, row.paid) else best


def reroute(session: Session, ward: Ward, row: Outbox, error: ChannelError, now: datetime) -> Way | None:
    """The next way to try where a channel has finally refused a message; None where people have to call."""
    if row.person_id is None or (row.key or "").startswith(WINDOW_KEY):
        return None
    here = Address(row.channel, row.chat)
    others = [way for way in ways_to(session, ward, row.person_id, now, row.kind) if way.address != here]
    ways = _untried(row, others)
    if not ways and error.refusal is Refusal.WINDOW_CLOSED and not row.paid and row.kind in PAYABLE:
        ways = _by_template(session, ward, here, now)
    return ways[0] if ways else None


def may_have_arrived(row: Outbox) -> bool:
    """Whether an earlier try may have got there, as the message was put then."""
    return unsure_since(row) is not None


def let_go(row: Outbox) -> Delivery:
    """What a message becomes that is not said any more, or not once more."""
    return Delivery.UNCERTAIN if may_have_arrived(row) else Delivery.DROPPED


def unsure_since(row: Outbox) -> datetime | None:
    """When the last try ended that may have got there; None where there is none."""
    unsure = unsure_tries(row.tried)
    return datetime.fromisoformat(unsure[-1]["at"]) if unsure else None


def _opening(session: Session, ward: Ward, now: datetime) -> datetime | None:
    """When the office opens, None where it is open: what went wrong on the way may have taken hours."""
    ward = in_force(session, ward)
    local = now.astimezone(ward.zone)
    opening = ward.hours.next_open(local, ward.calendar)
    return None if opening == local else opening


def _by_template(session: Session, ward: Ward, here: Address, now: datetime) -> list[Way]:
    """The vendor's hours have ended sooner than ours: what is paid for may still get there."""
    facts = ward.channels.get(here.channel)
    if (
        facts is None
        or not facts.price
        or left_to_spend(session, ward, now).get(here.channel, 0) < facts.price
    ):
        return []
    return [Way(here, paid=True, held=PAID)] if facts.template or facts.open_for is not None else []


def _unmoved(row: Outbox, here: Address, ways: list[Way]) -> Way | None:
    """Where it was written to, as long as that is free; only the web chat is left for what rings.

    What is told of a channel in trouble was written around that channel.
    """
    moves = here.channel == WEB and not (row.key or "").startswith(ALARM_KEY)
    return next((way for way in ways if way.address == here and not way.paid and not moves), None)


def _untried(row: Outbox, ways: list[Way]) -> list[Way]:
    """Without the channels that have refused it; where it only may have arrived, it may be said again."""
    refused = {each["channel"] for each in row.tried or () if each["refusal"] != Refusal.UNCERTAIN}
    return [way for way in ways if way.address.channel not in refused]


def _is_usable(ward: Ward, identity: Linked) -> bool:
    is_on = ward.web_chat if identity.channel == WEB else identity.channel in ward.channels
    return identity.reachable and is_on
