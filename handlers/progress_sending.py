"""The end of an update: its files, a summary to confirm, and the receipt."""

from bot.conversation.answers import plain
from bot.conversation.messages import Answer, Attachment, Choice, Say
from bot.conversation.steps import Chat, End, Go, Next, Sorry
from bot.documents.uploads import ALLOWED
from bot.domain.deadlines import period_name
from bot.domain.progress import LONGEST_TEXT, state_words
from bot.errors import BadInput, NotAllowed
from bot.services.desk import Desk
from bot.services.digest_words import when
from bot.services.obligations import period_to_report
from bot.services.progress import Receipt, history, submit
from bot.services.snapshots import is_closed
from bot.texts import _, _n, explain, long_date, shorten
from handlers.attachments import where_to_send
from handlers.progress_draft import following, lines_of, next_figure, own_units
from handlers.progress_steps import figure_words
from storage.tables import Period, PlanItem
from storage.vocabulary import ProgressState

_YES = ("gui", "gui di", "co", "ok", "oke", "dong y", "dung roi", "xac nhan", "yes", "send")


class Files:
    """Files come at any step and in any order; this one only waits for the last of them."""

    def ask(self, chat: Chat[Desk]) -> Say:
        files = chat.data.get("files", [])
        if not files:
            asked = _("Are there files to attach? Send them here, several at once if you like.")
            linked = _("Are there files to attach? Send them through the link below.")
            none = (Choice("done", _("No files")),)
            return where_to_send(chat, f"{asked}\n{_(ALLOWED)}", f"{linked}\n{_(ALLOWED)}", none)
        choices = (Choice("done", _("That is all")), Choice("drop", _("Leave the files out")))
        names = _names(files)
        return where_to_send(
            chat,
            _("Attached: {names}. More can be sent.", names=names),
            _("Attached: {names}. More can be sent through the link below.", names=names),
            choices,
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        data = chat.data
        if answer.choice == "drop":
            data["files"] = []
            return Go("Files")
        if answer.choice == "done":
            data["no_files"] = not data.get("files")
            return Go("Confirm" if following(data) == "Files" else following(data))
        text = "\n".join(part for part in (data.get("text", ""), answer.text.strip()) if part)
        if not answer.text.strip() or len(text) > LONGEST_TEXT:
            return Sorry(_("Please send the files, or pick one of the choices below."))
        data["text"] = text
        return Go("Files", (Say(_("Added to what was done.")),))


class Confirm:
    """Everything once more; only “send” stores it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        data = chat.data
        figures, files = figure_words(data), data.get("files", [])
        unit = own_units(chat).get(data.get("unit", 0))
        state = state_words(ProgressState(data.get("state", "not_started")), data.get("percent"))
        lines = [
            _("Please check task {code} before it is sent.", code=data.get("code", "")),
            _(
                "{unit}, {period}",
                unit=unit.unit_name if unit else "–",
                period=period_name(data.get("period", "")),
            ),
            _("State: {state}", state=state),
            *([_("Done: {text}", text=shorten(data["text"], 200))] if data.get("text") else []),
            *([_("Figures: {figures}", figures=figures)] if figures else []),
            *([_("📎 {names}", names=_names(files))] if files else []),
        ]
        choices = [
            Choice("send", _("Send")),
            Choice("state", _("Change the state")),
            Choice("text", _("Change what was done")),
            Choice("files", _("Add files")),
            *([Choice("figures", _("Add figures"))] if next_figure(data) is not None else []),
            Choice("/cancel", _("Cancel")),
        ]
        return Say("\n".join(lines), tuple(choices))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        data = chat.data
        if answer.choice == "state":
            data.pop("state", None)
            data.pop("percent", None)
            return Go("WhichState")
        if answer.choice == "text":
            data.pop("text", None)
            return Go("WhatWasDone")
        if answer.choice in ("files", "figures"):
            return Go(answer.choice.title())
        if answer.choice == "send" or plain(answer.text) in _YES:
            return _send(chat)
        return Sorry(_("Nothing is sent yet: pick “Send”, or what you want to change."))


def _send(chat: Chat[Desk]) -> Next:
    """Store the draft, unless the ward has changed under it: then say how, and lose nothing."""
    desk, data = chat.desk, chat.data
    missing = following({**data, "no_files": True, "brief": True})
    if missing != "Confirm":
        return Go(missing)
    try:
        period = period_to_report(desk.session, data["unit"], desk.ward.day(chat.now))
        if (moved := _moved_on(chat, period)) is not None:
            return Go("Confirm", (Say(moved),))
        receipt = submit(
            desk.session,
            unit_id=data["unit"],
            item_id=data["item"],
            period_code=period.code,
            state=ProgressState(data["state"]),
            percent=data.get("percent"),
            text=data["text"],
            figures={key: value for key, value in data.get("figures", {}).items() if value is not None},
            files=[Attachment.from_data(file) for file in data.get("files", ())],
            officer=desk.officer,
            address=chat.address,
            now=chat.now,
        )
    except NotAllowed as error:
        item = desk.session.get(PlanItem, data["item"])
        still = data["unit"] in own_units(chat)
        if still and (item is None or data["item"] not in {line.item.id for line in lines_of(chat, data)}):
            said = _("Everything you entered is kept: pick the task it belongs to.")
            return Go("WhichTask", (Say(f"{explain(error)}\n{said}"),))
        return Sorry(_("{why} What you entered is still here.", why=explain(error)))
    except BadInput as error:
        return Sorry(explain(error))
    return End((_receipt(chat, receipt, period),))


def _moved_on(chat: Chat[Desk], period: Period) -> str | None:
    """What has changed since the draft was begun that its author should know before sending; told once."""
    data = chat.data
    if period.code != data["period"]:
        data["period"], data["seen"] = period.code, 0
        return _(
            "Reports for that period are closed; this will count for {period}.",
            period=period_name(period.code),
        )
    versions = history(chat.desk.session, data["unit"], data["item"], period.code)
    if len(versions) > data.get("seen", 0):
        data["seen"] = len(versions)
        last = versions[-1]
        values = {"name": last.name, "state": state_words(last.state, last.percent)}
        return _("{name} has just reported this task: {state}. Yours will be a new version.", **values)
    return None


def _receipt(chat: Chat[Desk], receipt: Receipt, period: Period) -> Say:
    """The number first, then what is left."""
    desk = chat.desk
    lines = [_("✅ Received. Your receipt is {receipt}.", receipt=receipt.number)]
    if receipt.version > 1:
        lines.append(_("This is version {n}; earlier ones are kept.", n=receipt.version))
    if receipt.told:
        lines.append(_("The office has been told at once."))
    if is_closed(desk.session, desk.ward, period, chat.now):
        lines.append(
            _(
                "{period} was closed on {day}; this is added to it.",
                period=period_name(period.code),
                day=long_date(period.due),
            )
        )
    left = sum(line.latest is None for line in lines_of(chat, chat.data))
    choices = [Choice("/history", _("What was reported"))]
    if left:
        due = when(period.due, desk.ward.day(chat.now), desk.ward.calendar)
        lines.append(
            _n(
                "{n} task is left to report, due {due}.",
                "{n} tasks are left to report, due {due}.",
                left,
                due=due,
            )
        )
        choices.insert(0, Choice("/update", _("Next task")))
    else:
        lines.append(_("Your unit has reported everything for {period}.", period=period_name(period.code)))
    return Say("\n".join(lines), tuple(choices))


def _names(files: list[dict[str, str]]) -> str:
    shown = [file["name"] for file in files[:5]]
    more = len(files) - len(shown)
    names = ", ".join(shorten(name, 40) for name in shown)
    return _n("{names} and {n} more", "{names} and {n} more", more, names=names) if more else names
