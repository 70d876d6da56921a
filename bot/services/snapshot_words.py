"""Closed periods in words, and as files."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.domain.deadlines import period_name
from bot.services.snapshots import Verdict
from bot.services.ward import Ward
from bot.texts import _, _n, clock_time, short_date
from storage.tables import Snapshot


def snapshots_as_text(rows: Sequence[Snapshot], ward: Ward, verdicts: Sequence[Verdict] = ()) -> str:
    """A line each: which, up to when, how much, its digest; and, where asked for, whether it holds."""
    judged = {verdict.snapshot.number: verdict for verdict in verdicts}
    lines = []
    for row in rows:
        lines.append(_line(row, ward))
        if row.number in judged:
            lines.append(_judged(judged[row.number]))
    return "\n".join(lines)


def write_snapshots(rows: Sequence[Snapshot], file: Path, *, numbered: bool) -> list[str]:
    """Write each to `file`, byte for byte, its number before the suffix where `numbered`; raises OSError."""
    said = []
    for row in rows:
        where = file.with_name(f"{file.stem}-{row.number}{file.suffix}") if numbered else file
        where.write_bytes(row.content.encode())
        said.append(_("Written to {name}.", name=where))
    return said


def brief_line(row: Snapshot, ward: Ward) -> str:
    """Which it is, up to when it reaches and how much is in it."""
    until = row.until.astimezone(ward.zone)
    values = {"time": clock_time(until), "day": short_date(until.date())}
    told = len(json.loads(row.content)["updates"])
    if row.number == 0:
        return _n("Up to {time} on {day}: {n} update.", "Up to {time} on {day}: {n} updates.", told, **values)
    return _n(
        "Addendum {number}, up to {time} on {day}: {n} update.",
        "Addendum {number}, up to {time} on {day}: {n} updates.",
        told,
        number=row.number,
        **values,
    )


def _line(row: Snapshot, ward: Ward) -> str:
    until = row.until.astimezone(ward.zone)
    values = {
        "period": period_name(row.period_code),
        "time": clock_time(until),
        "day": short_date(until.date()),
        "sha256": row.sha256,
    }
    told = len(json.loads(row.content)["updates"])
    if row.number == 0:
        return _n(
            "Snapshot of {period} up to {time} on {day}: {n} update, SHA-256 {sha256}",
            "Snapshot of {period} up to {time} on {day}: {n} updates, SHA-256 {sha256}",
            told,
            **values,
        )
    return _n(
        "Addendum {number} to {period} up to {time} on {day}: {n} update, SHA-256 {sha256}",
        "Addendum {number} to {period} up to {time} on {day}: {n} updates, SHA-256 {sha256}",
        told,
        number=row.number,
        **values,
    )


def _judged(verdict: Verdict) -> str:
    if verdict.holds:
        return _("✅ The same bytes are derived again from the rows.")
    if not verdict.unchanged:
        return _("⚠️ It is not what was written: its SHA-256 differs.")
    return _("⚠️ It is as it was written, but the rows say something else now.")
