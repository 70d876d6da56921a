"""What messages that wait are about, as far as it is owed still, and their readers' business."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.domain.ladder import ROLES
from bot.services.due import WHOLE_WARD
from bot.services.recipients import recipients
from bot.services.ward import Ward
from storage.tables import Obligation
from storage.ways import open_said


def still_due(
    session: Session, ward: Ward, now: datetime, row_ids: Collection[int]
) -> dict[int, list[Obligation]]:
    """By message, the most urgent first."""
    said = open_said(session, row_ids)
    if not said:
        return {}
    seats = {
        (one.person_id, None if one.role in WHOLE_WARD else one.unit_id)
        for one in recipients(session, ROLES, today=ward.day(now))
    }
    found: dict[int, list[Obligation]] = {}
    for row_id, person_id, role, owed in said:
        if (person_id, None if role in WHOLE_WARD else owed.unit_id) in seats:
            found.setdefault(row_id, []).append(owed)
    return found
