"""A list of days off that the office sends, in its conversation or out of the blue."""

from collections.abc import Sequence
from datetime import date

from bot.conversation.messages import Attachment, Say
from bot.conversation.router import Reply
from bot.conversation.steps import Chat, Start
from bot.documents.calendar_reader import read_calendar
from bot.errors import BadInput, UnreadableDocument
from bot.services.calendar import DayEdit, Effect, foresee_days
from bot.services.desk import Desk
from bot.texts import _, _n, explain
from storage.vocabulary import Role

MOST_PROBLEMS = 4
FLOW, CONFIRM = "calendar", "Confirm"
_LISTS = (".csv", ".xlsx", ".txt", ".tsv")


def list_reply(chat: Chat[Desk], files: Sequence[Attachment]) -> Reply | None:
    """The reply to a list sent out of the blue by the office; None where the file is something else."""
    if not chat.desk.has(Role.OFFICE) or len(files) != 1 or not files[0].sha256:
        return None
    if not files[0].name.lower().endswith(_LISTS):
        return None
    try:
        return Start(FLOW, {"edits": read_list(chat, files[0])}, CONFIRM)
    except UnreadableDocument:
        return None
    except BadInput as error:
        return Say(problem(error))


def read_list(chat: Chat[Desk], file: Attachment) -> list[list[object]]:
    """The days of a list, as the conversation keeps them. Raises BadInput with every problem."""
    if not file.sha256:
        raise BadInput("{problems}", problems=file.problem or file.name)
    path = chat.desk.ward.files.path(file.sha256)
    try:
        rows = read_calendar(path, chat.desk.ward.day(chat.now))
    except UnreadableDocument as error:
        named = {"name": file.name} if "name" in error.values else {}
        raise UnreadableDocument(error.message, **{**error.values, **named}) from error
    if not rows:
        raise BadInput("{name} is empty.", name=file.name)
    edits = [DayEdit(row.day, row.works, row.name) for row in rows]
    if not foresee(chat, edits).edited:
        raise BadInput("The calendar says so already.")
    return as_data(edits)


def problem(error: BadInput) -> str:
    """Why nothing was taken: the first lines of it."""
    lines = explain(error).splitlines()
    rest = len(lines) - MOST_PROBLEMS
    more = [_n("And {n} more line.", "And {n} more lines.", rest)] if rest > 0 else []
    return "\n".join([_("⚠️ Nothing was taken from the list."), *lines[:MOST_PROBLEMS], *more])


def foresee(chat: Chat[Desk], edits: Sequence[DayEdit]) -> Effect:
    return foresee_days(chat.desk.session, chat.desk.ward, edits, by=by(chat), now=chat.now)


def as_data(edits: Sequence[DayEdit]) -> list[list[object]]:
    return [[edit.day.isoformat(), edit.works, edit.name] for edit in edits]


def edits_of(chat: Chat[Desk]) -> list[DayEdit]:
    """The change that waits to be confirmed."""
    return [DayEdit(date.fromisoformat(day), works, name) for day, works, name in chat.data["edits"]]


def by(chat: Chat[Desk]) -> str:
    """Whoever speaks, as records name them."""
    assert chat.desk.officer is not None
    return f"person:{chat.desk.officer.person_id}"
