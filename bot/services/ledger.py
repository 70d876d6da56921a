"""The whole ledger: what the plan, the law and the conclusions of dialogues ask of whom."""

from datetime import datetime

from sqlmodel import Session

from bot.services import obligations
from bot.services.conclusions import lay_out_conclusions
from bot.services.duties import lay_out_duties
from bot.services.ward import Ward


def lay_out(session: Session, ward: Ward, now: datetime) -> None:
    """Make the ledger say what is owed around now, whatever asks for it."""
    obligations.lay_out(session, ward, now)
    lay_out_duties(session, ward, now)
    lay_out_conclusions(session, ward, now)
