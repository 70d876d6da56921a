"""What is stuck reaches the office at once: a message to each of its people, in their own language."""

from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Choice, Say
from bot.services.notices import tell_office
from bot.texts import _, shorten
from storage.people import Officer
from storage.tables import PlanItem, Progress, Unit


def tell_of_blocked(
    session: Session, update: Progress, item: PlanItem, officer: Officer, now: datetime
) -> int:
    """How many people of the office were written to; whoever reported it needs no telling."""
    unit = session.get(Unit, update.unit_id)
    name = unit.name if unit is not None else ""
    return tell_office(
        session,
        f"blocked:{update.receipt}",
        lambda: _notice(update, item, name, officer.name),
        now,
        but=officer.person_id,
    )


def _notice(update: Progress, item: PlanItem, unit: str, name: str) -> Say:
    lines = [
        _("⚠️ {unit} is stuck with task {code}.", unit=unit, code=item.code),
        shorten(item.text, 120),
        *([_("They write: “{words}”", words=shorten(update.text, 600))] if update.text else []),
        _("Reported by {name}, receipt {receipt}.", name=name, receipt=update.receipt),
    ]
    return Say("\n".join(lines), (Choice("/board blocked", _("See what is stuck")),))
