"""The demonstration ward: a real plan, invented people, and meetings laid around today."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import as_file, files

from sqlmodel import Session, SQLModel, delete, select

from bot.documents.people_reader import read_people
from bot.documents.plan_reader import read_plan
from bot.documents.schedule_reader import MeetingRow, read_schedule
from bot.errors import NotAllowed
from bot.services.invites import entrances, invite, seat_to_invite
from bot.services.ledger import lay_out
from bot.services.meetings import import_schedule
from bot.services.people import import_people
from bot.services.plan import import_plan
from bot.services.ward import Ward
from bot.texts import _
from storage.tables import PlanVersion
from storage.vocabulary import Role
from storage.ward import is_empty

SOURCE = "demo"
WEEK_OF_FILE = date(2026, 1, 5)
MONTHS_AHEAD = timedelta(weeks=12)


def is_demo(session: Session) -> bool:
    """Whether the ward was filled by `fill`."""
    return (
        session.exec(select(PlanVersion.id).where(PlanVersion.source == SOURCE).limit(1)).first() is not None
    )


def clear(session: Session) -> None:
    """Forget the demonstration; raises NotAllowed where the ward is a real one."""
    if not is_empty(session) and not is_demo(session):
        raise NotAllowed(
            "This folder holds a real ward; choose another one with --data for the demonstration."
        )
    for table in reversed(SQLModel.metadata.sorted_tables):
        session.execute(delete(table))


def fill(session: Session, ward: Ward, now: datetime) -> None:
    """Fill an empty ward; meetings keep their weekdays and stand around the week of `now`."""
    with as_file(files(__name__)) as folder:
        plan = read_plan(folder / "ke-hoach.txt")
        people = read_people(folder / "don-vi.csv")
        meetings = read_schedule(folder / "lich.csv", lambda _day: True)
    import_plan(session, plan, source=SOURCE, sha256="", now=now)
    import_people(session, people, now)
    today = now.astimezone(ward.zone).date()
    rows = [shown for row in meetings if (shown := _laid_around(row, today, ward)) is not None]
    import_schedule(session, rows, source="lich.csv", zone=ward.zone, now=now)
    lay_out(session, ward, now)


def sign_in_links(session: Session, ward: Ward, now: datetime) -> str:
    """Fresh sign-in links for a focal point, the synthesising office and a leader, a line each."""
    named = (
        (Role.FOCAL, _("Focal point of a unit")),
        (Role.OFFICE, _("Synthesising office")),
        (Role.LEADER, _("Ward leader")),
    )
    lines = []
    for role, name in named:
        code, _expires = invite(session, seat_to_invite(session, role=role).id or 0, now)
        links = [way.link for way in entrances(session, code, ward) if way.carries]
        lines.append(f"  {name}: {'  '.join(links) or code}")
    return "\n".join(lines)


def _laid_around(row: MeetingRow, today: date, ward: Ward) -> MeetingRow | None:
    """The meeting as many weeks from now as the file has it from its own first week; none on a day off."""
    shift = (today - timedelta(days=today.weekday())) - WEEK_OF_FILE
    starts = row.starts + shift
    if not ward.calendar.is_working(starts.date()) or starts.date() > today + MONTHS_AHEAD:
        return None
    code = f"{row.code.partition('-')[0]}-{starts:%m%d}"
    return replace(row, code=code, starts=starts, ends=row.ends + shift)
