"""Commands about the ward's calendar: its days off, its hours."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import utc_now
from bot.runtime.opening import opened
from bot.texts import _

calendar_app = typer.Typer(rich_markup_mode=None)

Data = Annotated[Path | None, typer.Option("--data", help=_("Folder of the ward's data."))]


@calendar_app.command(
    "import", help=_("Read days off and make-up working days from .csv or .xlsx; all, or none.")
)
def calendar_import(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    data: Data = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would change, and change nothing."))
    ] = False,
) -> None:
    from bot.documents.calendar_reader import read_calendar
    from bot.services.calendar import DayEdit, edit_days
    from bot.services.calendar_words import edit_lines, effect_lines
    from bot.services.rules import in_force

    now = utc_now()
    with opened(data) as house, house.session(keep=not dry_run) as session:
        rows = read_calendar(file, house.ward.day(now))
        edits = [DayEdit(row.day, row.works, row.name) for row in rows]
        effect = edit_days(session, in_force(session, house.ward), edits, by="command", now=now)
        changed = _("Days that are another way than before: {n}.", n=effect.edited)
        print(*edit_lines(edits), changed, *effect_lines(effect, done=not dry_run), sep="\n")


@calendar_app.command("show", help=_("Days off and make-up working days of this year and the next."))
def calendar_show(
    data: Data = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON for programs."))] = False,
) -> None:
    from bot.services.calendar import own_days
    from bot.services.calendar_words import calendar_as_text, calendar_days, hours_data
    from bot.services.rules import in_force

    with opened(data) as house, house.session(keep=False) as session:
        ward = in_force(session, house.ward)
        year = ward.day(utc_now()).year
        days = calendar_days(ward.calendar, own_days(session), date(year, 1, 1), date(year + 1, 12, 31))
        if as_json:
            shown = {
                "announced": ward.calendar.announced,
                "hours": hours_data(ward.hours.spans),
                "days": [day.as_data() for day in days],
            }
            print(json.dumps(shown, ensure_ascii=False, indent=1))
        else:
            print(calendar_as_text(days, ward.calendar, ward.hours.spans))


@calendar_app.command(
    "hours", help=_("Set the office's hours, such as 7:30-11:30,13:30-17:00; or show them.")
)
def calendar_hours(
    hours: Annotated[str, typer.Argument(metavar="HOURS")] = "",
    data: Data = None,
) -> None:
    from bot.services.calendar import parse_hours, set_hours
    from bot.services.calendar_words import hours_text
    from bot.services.rules import in_force

    with opened(data) as house, house.session(keep=bool(hours)) as session:
        if hours:
            set_hours(session, parse_hours(hours), by="command", now=utc_now())
        spans = in_force(session, house.ward).hours.spans
        print(_("Office hours on working days: {hours}.", hours=hours_text(spans)))


@calendar_app.command("announced", help=_("Say up to which year days off are announced."))
def calendar_announced(year: Annotated[int, typer.Argument(metavar="YEAR")], data: Data = None) -> None:
    from bot.services.calendar import set_announced

    with opened(data) as house, house.session() as session:
        set_announced(session, house.ward, year, by="command", now=utc_now())
        print(_("Days off are announced up to the end of {year}.", year=year))
