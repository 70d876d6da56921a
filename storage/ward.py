"""What the ward has been told so far, as a whole."""

from sqlmodel import Session, select

from storage.tables import Meeting, Person, PlanVersion


def is_empty(session: Session) -> bool:
    """Whether nothing has been imported yet: no plan, nobody, no meeting."""
    return not any(
        session.exec(select(column).limit(1)).first() is not None
        for column in (PlanVersion.id, Person.id, Meeting.id)
    )
