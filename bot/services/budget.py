"""What may still be spent on paid messages this month."""

from datetime import datetime, time

from sqlmodel import Session

from bot.services.ward import Ward
from storage.ways import paid_since


def spent(session: Session, ward: Ward, now: datetime) -> dict[str, int]:
    """What each channel that may cost money has cost in the ward's month, in đồng."""
    priced = {name: facts.price for name, facts in ward.channels.items() if facts.price and facts.budget}
    if not priced:
        return {}
    month = datetime.combine(ward.day(now).replace(day=1), time(), ward.zone)
    sent = paid_since(session, month)
    return {name: sent.get(name, 0) * price for name, price in priced.items()}


def left_to_spend(session: Session, ward: Ward, now: datetime) -> dict[str, int]:
    """What is left of the month's budget, by channel; nothing for those that may not cost anything."""
    return {
        name: max(0, ward.channels[name].budget - cost) for name, cost in spent(session, ward, now).items()
    }
