"""Commands about what is owed: the board, closed periods, and the account of a unit's day."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import utc_now
from bot.errors import BadInput
from bot.runtime.opening import opened
from bot.texts import _

ledger_app = typer.Typer(rich_markup_mode=None)

Data = Annotated[Path | None, typer.Option("--data", help=_("Folder of the ward's data."))]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON for programs."))]


@ledger_app.command(help=_("Who has reported, who is late, what is blocked."))
def board(data: Data = None, as_json: AsJson = False, period: str | None = None) -> None:
    from bot.services.board import board as lay_board
    from bot.services.board import board_as_text
    from bot.services.ledger import lay_out
    from bot.services.rules import in_force

    with opened(data) as house, house.session() as session:
        ward = in_force(session, house.ward)
        lay_out(session, ward, utc_now())
        shown = lay_board(session, period, utc_now(), ward)
        print(_as_json(shown.as_data()) if as_json else board_as_text(shown))


@ledger_app.command(help=_("A period as it was closed, and what was added: list, write to a file, verify."))
def snapshot(
    period: Annotated[str, typer.Option("--period")],
    data: Data = None,
    *,
    addendum: Annotated[int, typer.Option("--addendum", metavar="N")] = 0,
    every: Annotated[bool, typer.Option("--all", help=_("The snapshot and every addendum."))] = False,
    take: Annotated[bool, typer.Option("--take", help=_("First keep what has come by now."))] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    verify: Annotated[bool, typer.Option("--verify", help=_("Derive the same bytes again."))] = False,
) -> None:
    from bot.services.rules import in_force
    from bot.services.snapshot_words import snapshots_as_text, write_snapshots
    from bot.services.snapshots import chosen_snapshots, take_addendum, take_due
    from bot.services.snapshots import verify as judge

    now = utc_now()
    with opened(data) as house, house.session() as session:
        ward = in_force(session, house.ward)
        take_due(session, ward, now)
        if take:
            take_addendum(session, ward, period, now, by="command")
        listed = every or (out is None and not addendum)
        rows = chosen_snapshots(session, period, None if listed else addendum)
        verdicts = [judge(session, row) for row in rows] if verify else []
        print(snapshots_as_text(rows, ward, verdicts))
        if out is not None:
            try:
                print("\n".join(write_snapshots(rows, out, numbered=every)))
            except OSError as error:
                raise BadInput("{name} cannot be written.", name=out.name) from error
        broken = any(not verdict.holds for verdict in verdicts)
    if broken:
        raise typer.Exit(3)


@ledger_app.command(help=_("What a unit owed on a day, why, who was told of it and what comes next."))
def ledger(
    unit: Annotated[str, typer.Option("--unit", metavar="CODE")],
    data: Data = None,
    *,
    day: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d", "%d/%m/%Y"])] = None,
    as_json: AsJson = False,
) -> None:
    from bot.services.account import account
    from bot.services.account_data import account_as_data
    from bot.services.account_words import account_as_text
    from bot.services.preview_whom import unit_called
    from bot.services.rules import in_force
    from storage.obligations import list_periods

    now = utc_now()
    with opened(data) as house, house.session(keep=False) as session:
        ward = in_force(session, house.ward)
        shown = day.date() if day is not None else ward.day(now)
        told = account(session, ward, unit_called(session, unit), shown, now)
        periods = {period.code: period for period in list_periods(session)}
        if as_json:
            print(_as_json(account_as_data(told, periods, ward)))
        else:
            print(account_as_text(told, periods, ward))


@ledger_app.command(help=_("What the law asks around meetings; change it with --set NAME=VALUE."))
def duties(
    data: Data = None,
    change: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    from bot.services.duty_list import duties_as_data, duties_as_text
    from bot.services.duty_rules import set_in_words

    with opened(data) as house, house.session() as session:
        for said in change or ():
            set_in_words(session, said, utc_now(), "command")
        print(_as_json(duties_as_data(session)) if as_json else duties_as_text(session))


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


@ledger_app.command(help=_("Whom reminders reach, and how many days before and after; set it for a kind."))
def ladder(
    data: Data = None,
    kind: Annotated[str, typer.Option("--kind", help=_("report, task, duty, conclusion or yearly."))] = "",
    change: Annotated[str, typer.Option("--set", metavar="LADDER")] = "",
    *,
    reset: Annotated[bool, typer.Option("--reset", help=_("As it was at first."))] = False,
    as_json: AsJson = False,
) -> None:
    from bot.services.ladders import ladders_as_data, ladders_as_text, reset_ladder, set_ladder
    from bot.services.rules import in_force

    now = utc_now()
    if (change or reset) and not kind:
        raise BadInput("Say which kind: --kind report, task, duty, conclusion or yearly.")
    if change and reset:
        raise BadInput("Either --set or --reset.")
    with opened(data) as house, house.session() as session:
        if change:
            set_ladder(session, kind, change, by="command", now=now)
        if reset:
            reset_ladder(session, kind, by="command", now=now)
        ward = in_force(session, house.ward)
        if as_json:
            print(_as_json(ladders_as_data(ward, kind or None)))
        else:
            print(ladders_as_text(ward.ladders, kind or None))
