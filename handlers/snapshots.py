"""Closed periods in a chat: what was kept when, and an addendum when the office wants one."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.domain.deadlines import period_name
from bot.errors import AssistantError
from bot.services.desk import Desk
from bot.services.snapshot_words import brief_line
from bot.services.snapshots import chosen_snapshots, named_period, take_addendum, take_due, verify
from bot.texts import N_, _, explain
from storage.snapshots import newest_snapshots
from storage.vocabulary import Role

MOST_LINES, MOST_PERIODS = 5, 4


def show_snapshots(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/snapshot`, or `/snapshot 2026-H1`: of the period closed last, the newest first."""
    session, asked = chat.desk.session, answer.text.strip()
    take_due(session, chat.desk.ward, chat.now)
    closed = sorted(newest_snapshots(session).values(), key=lambda row: row.id or 0, reverse=True)
    if not closed and not asked:
        return Say(_("No period is closed yet: each is at the end of the day its report is due."))
    try:
        period = named_period(session, asked or closed[0].period_code)
        rows = chosen_snapshots(session, period.code, None)
    except AssistantError as error:
        return Say(explain(error))
    holds = all(verify(session, row).holds for row in rows)
    lines = [
        _("Report for {period}, as it was closed:", period=period_name(period.code)),
        *(brief_line(row, chat.desk.ward) for row in [rows[0], *rows[1:][-(MOST_LINES - 2) :]]),
        _("✅ The same bytes are derived again from the rows.")
        if holds
        else _("⚠️ Not all of it can be derived again: the command “snapshot --verify” tells what differs."),
    ]
    others = [row.period_code for row in closed if row.period_code != period.code][:MOST_PERIODS]
    choices = [Choice(f"/snapshot {code}", period_name(code)) for code in others]
    if chat.desk.has(Role.OFFICE):
        choices.insert(0, Choice(f"/addendum {period.code}", _("Keep what has come since")))
    return Say("\n".join(lines), tuple(choices))


def add_now(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/addendum 2026-H1`."""
    desk = chat.desk
    assert desk.officer is not None
    try:
        by = f"person:{desk.officer.person_id}"
        row = take_addendum(desk.session, desk.ward, answer.text, chat.now, by=by)
    except AssistantError as error:
        return Say(explain(error))
    back = Choice(f"/snapshot {row.period_code}", _("See what was kept"))
    return Say(_("✅ Kept. {line}", line=brief_line(row, desk.ward)), (back,))


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/snapshot",
            show_snapshots,
            ("khoa so", "ban khoa so", "so lieu da chot", "so lieu da khoa"),
            lambda chat: chat.desk.has(Role.OFFICE, Role.LEADER),
            N_("Closed periods"),
        ),
        Command("/addendum", add_now, (), lambda chat: chat.desk.has(Role.OFFICE)),
    )
)
