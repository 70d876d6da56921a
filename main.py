"""Commands, and the composition root: settings into parts, parts into a running assistant."""

import hashlib
import json
import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlmodel import Session

from bot.clock import utc_now
from bot.errors import BadInput, NotAllowed
from bot.runtime.calendar_commands import calendar_app
from bot.runtime.failures import read_any_bytes, tell
from bot.runtime.ledger_commands import ledger_app
from bot.runtime.opening import House, opened
from bot.runtime.unit_commands import units_app
from bot.texts import _
from storage.vocabulary import Role

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
plan_app, schedule_app, people_app = (typer.Typer(rich_markup_mode=None) for _each in range(3))
app.add_typer(plan_app, name="plan", help=_("The ward's plan: read it in, show it."))
app.add_typer(schedule_app, name="schedule", help=_("The schedule of meetings: read it in, give it out."))
app.add_typer(people_app, name="people", help=_("Units and the people who hold a seat in them."))
app.add_typer(calendar_app, name="calendar", help=_("The ward's days off and office hours."))
app.add_typer(ledger_app)
app.add_typer(units_app, name="units", help=_("Units that are joined."))

Data = Annotated[Path | None, typer.Option("--data", help=_("Folder of the ward's data."))]
File = Annotated[Path, typer.Argument(metavar="FILE")]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON for programs."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Show what would change, and change nothing."))]


@app.callback(invoke_without_command=True)
def begin(context: typer.Context, data: Data = None) -> None:
    if context.invoked_subcommand is None:
        run(data)


@app.command(help=_("Run the assistant until it is stopped; so does no command at all."))
def run(data: Data = None) -> None:
    from bot.runtime.logs import set_up_logs
    from bot.runtime.running import assemble, run_until_stopped
    from bot.services.demo import fill
    from bot.services.pushes import look, recheck
    from handlers.house import GROUP_ROUTER, ROUTER, menus
    from storage.ward import is_empty

    with opened(data) as house:
        set_up_logs(house.settings.log)
        with house.session() as session:
            if is_empty(session):
                fill(session, house.ward, utc_now())
        assistant = assemble(house, ROUTER, look, recheck, utc_now, group_router=GROUP_ROUTER, menus=menus)
        run_until_stopped(assistant, lambda: _greet(house))


@app.command(help=_("Fill the data folder with the demonstration ward."))
def demo(data: Data = None, reset: Annotated[bool, typer.Option("--reset")] = False) -> None:
    from bot.services.demo import clear, fill, sign_in_links
    from storage.ward import is_empty

    with opened(data) as house, house.session() as session:
        if reset:
            clear(session)
        elif not is_empty(session):
            raise NotAllowed("This folder is not empty; use --reset to begin the demonstration again.")
        fill(session, house.ward, utc_now())
        links = sign_in_links(session, house.ward, utc_now())
        session.commit()
        if reset:
            house.ward.files.clear()
        print(_("The demonstration ward is ready. Start it with: make run"))
        print(links)


@plan_app.command("import", help=_("Read a plan from .docx, .txt or .xlsx, and tell every doubt."))
def plan_import(file: File, data: Data = None, as_json: AsJson = False, dry_run: DryRun = False) -> None:
    from bot.documents.plan_reader import read_plan
    from bot.services.plan import import_plan
    from bot.services.plan_view import difference_as_text, plan_as_data, warnings_as_text
    from bot.services.snapshots import take_due

    with opened(data) as house, house.session(keep=not dry_run) as session:
        take_due(session, house.ward, utc_now())
        plan = read_plan(file)
        difference = import_plan(session, plan, source=file.name, sha256=_digest(file), now=utc_now())
        if as_json:
            _print_json(plan_as_data(session))
        else:
            print(difference_as_text(difference), warnings_as_text(session), sep="\n\n")


@plan_app.command("show", help=_("Show the plan as it is stored."))
def plan_show(data: Data = None, as_json: AsJson = False) -> None:
    from bot.services.plan_view import plan_as_data, plan_as_text

    with opened(data) as house, house.session(keep=False) as session:
        if as_json:
            _print_json(plan_as_data(session))
        else:
            print(plan_as_text(session))


@schedule_app.command("import", help=_("Read meetings from .csv or .xlsx; all of them, or none."))
def schedule_import(file: File, data: Data = None, dry_run: DryRun = False) -> None:
    from bot.documents.schedule_reader import read_schedule
    from bot.services.meetings import difference_as_text, import_schedule
    from bot.services.rules import in_force

    with opened(data) as house, house.session(keep=not dry_run) as session:
        rows = read_schedule(file, in_force(session, house.ward).calendar.is_working)
        changes = import_schedule(session, rows, source=file.name, zone=house.ward.zone, now=utc_now())
        print(difference_as_text(changes))


@schedule_app.command("export", help=_("Write the public calendar as an .ics file."))
def schedule_export(file: File, data: Data = None) -> None:
    from bot.services.meetings import public_calendar

    with opened(data) as house, house.session(keep=False) as session:
        calendar = public_calendar(session, utc_now(), house.ward.zone, house.settings.host_name)
        try:
            file.write_bytes(calendar)
        except OSError as error:
            raise BadInput("{name} cannot be written.", name=file.name) from error
        print(_("The calendar has been written to {name}.", name=file))


@people_app.command("import", help=_("Read units and people from .csv or .xlsx."))
def people_import(file: File, data: Data = None, dry_run: DryRun = False) -> None:
    from bot.documents.people_reader import read_people
    from bot.services.people import import_people, roll_as_text
    from bot.services.snapshots import take_due

    with opened(data) as house, house.session(keep=not dry_run) as session:
        take_due(session, house.ward, utc_now())
        print(roll_as_text(import_people(session, read_people(file), utc_now())))


@app.command(help=_("Print a single-use sign-in code for a unit's focal point, the office or a leader."))
def invite(
    data: Data = None,
    unit: Annotated[str, typer.Option("--unit", metavar="CODE")] = "",
    role: Annotated[Literal["focal", "head", "office", "leader"] | None, typer.Option("--role")] = None,
    person: Annotated[
        str,
        typer.Option(
            "--person", metavar="NAME", help=_("Whom the code is for, where several hold the seat.")
        ),
    ] = "",
) -> None:
    from bot.services.invites import invitation_as_text, others_in_role, seat_to_invite
    from bot.services.invites import invite as new_code

    if not unit and role is None:
        raise BadInput("Say whom the code is for: --unit CODE, or --role office or leader.")
    with opened(data) as house, house.session() as session:
        seat = seat_to_invite(session, unit=unit, role=Role(role) if role else None, person=person)
        code, expires = new_code(session, seat.id or 0, utc_now())
        invitation = invitation_as_text(session, seat, code, expires, house.ward)
        others = "" if person or role is None else others_in_role(session, seat, unit)
        session.commit()
        print(invitation, *([others] if others else []), sep="\n")


@app.command(help=_("Answer a question as a citizen would be answered; “-” reads one a line."))
def ask(
    question: str,
    data: Data = None,
    at: Annotated[datetime | None, typer.Option("--at", metavar="ISO")] = None,
    as_json: AsJson = False,
) -> None:
    from bot.conversation.cleaning import clean
    from bot.services.answers import answer

    with opened(data) as house:
        zone = house.ward.zone
        moment = utc_now() if at is None else at if at.tzinfo else at.replace(tzinfo=zone)
        for asked in map(clean, sys.stdin if question == "-" else [question]):
            with Session(house.database.reader) as session:
                answered = answer(session, asked, moment, zone)
            print(
                json.dumps(answered.as_data(), ensure_ascii=False) if as_json else answered.text, flush=True
            )


@app.command(help=_("Every message the timetable would send in a span of days; nothing is sent."))
def preview(
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d", "%d/%m/%Y"])],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d", "%d/%m/%Y"])],
    data: Data = None,
    unit: Annotated[str, typer.Option("--unit", metavar="CODE")] = "",
    person: Annotated[str, typer.Option("--person", metavar="NAME")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    from bot.services.preview import preview as foresee
    from bot.services.preview_whom import whom
    from bot.services.preview_words import preview_as_text

    if end < start:
        raise BadInput("The last day lies before the first.")
    with opened(data) as house, house.session(keep=False) as session:
        for_whom = whom(session, unit=unit, person=person)
        messages = foresee(session, house.ward, start.date(), end.date(), for_whom)
        if as_json:
            _print_json([message.as_data() for message in messages])
        else:
            print(preview_as_text(messages))


@app.command(help=_("Reporting periods and their due dates; confirm one with --confirm PERIOD DATE."))
def deadlines(
    data: Data = None,
    confirm: Annotated[tuple[str, str] | None, typer.Option("--confirm", metavar="PERIOD DATE")] = None,
    as_json: AsJson = False,
) -> None:
    from bot.services.deadlines import confirm as confirm_due
    from bot.services.deadlines import deadlines_as_text, list_deadlines
    from bot.services.ledger import lay_out
    from bot.services.rules import in_force
    from bot.services.snapshots import take_due

    now = utc_now()
    with opened(data) as house, house.session() as session:
        ward = in_force(session, house.ward)
        take_due(session, ward, now)
        lay_out(session, ward, now)
        if confirm is not None:
            day = _day(confirm[1])
            confirm_due(session, confirm[0], day, by="command", now=now, calendar=ward.calendar)
        listed = list_deadlines(session)
        if as_json:
            _print_json([deadline.as_data() for deadline in listed])
        else:
            print(deadlines_as_text(listed))


@app.command(help=_("Check settings, database, disk, channels and clock, and say what to do."))
def doctor(data: Data = None) -> None:
    from bot.runtime.checking import ask_vendors
    from bot.services.doctor import examine

    findings = [*examine(data, utc_now()), *ask_vendors(data, utc_now())]
    print("\n".join(str(finding) for finding in findings))
    raise typer.Exit(3 if any(finding.is_trouble for finding in findings) else 0)


def _greet(house: House) -> None:
    """Say where the assistant is reached, and on the demonstration ward how to come in as whom."""
    from bot.services.demo import is_demo, sign_in_links

    print(_("The assistant is running: {address}", address=house.settings.address), flush=True)
    with house.session() as session:
        if is_demo(session):
            print(sign_in_links(session, house.ward, utc_now()), flush=True)


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _day(text: str) -> date:
    """A day as people write it; raises BadInput for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    raise BadInput("“{text}” is no date: write 2026-12-15 or 15/12/2026.", text=text[:40])


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code. Whatever goes wrong is one sentence on stderr."""
    read_any_bytes()
    try:
        code = app(arguments, standalone_mode=False)
    except BaseException as error:  # noqa: BLE001 - a bug, too, is told in one sentence
        return tell(error)
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
