"""Commands about the ward's units."""

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import utc_now
from bot.runtime.opening import opened
from bot.texts import _

units_app = typer.Typer(rich_markup_mode=None)

Data = Annotated[Path | None, typer.Option("--data", help=_("Folder of the ward's data."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Show what would change, and change nothing."))]


@units_app.callback()
def units() -> None:
    """A group of its own, however few its commands are."""


@units_app.command("merge", help=_("Make one unit part of another: its tasks, people and requests go over."))
def units_merge(
    giver: Annotated[str, typer.Argument(metavar="FROM")],
    taker: Annotated[str, typer.Argument(metavar="INTO")],
    data: Data = None,
    dry_run: DryRun = False,
) -> None:
    from bot.services.merging import merge, merge_as_text, unit_named
    from bot.services.rules import in_force

    now = utc_now()
    with opened(data) as house, house.session(keep=not dry_run) as session:
        ward = in_force(session, house.ward)
        merged = merge(session, ward, unit_named(session, giver), unit_named(session, taker), now)
        print(merge_as_text(merged))
        print(_("Nothing has been changed: this was a trial.") if dry_run else _("Done."))
