"""The office keeps the ward's calendar: days off, days worked in exchange, typed or sent as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.messages import Answer, Attachment, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Go, Next, Sorry, Start, Step
from bot.documents.calendar_reader import is_near
from bot.errors import BadInput
from bot.language.day_changes import read_day_change, read_days
from bot.services.calendar import (
    DayEdit,
    edit_days,
    is_pointless,
    own_days,
    set_announced,
)
from bot.services.calendar_words import (
    calendar_days,
    coming_own,
    edit_lines,
    effect_lines,
    stretch_line,
    stretches,
)
from bot.services.desk import Desk
from bot.texts import N_, _, _n, explain, short_date
from handlers.attachments import where_to_send
from handlers.calendar_lists import CONFIRM, FLOW, as_data, by, edits_of, foresee, problem, read_list
from storage.vocabulary import Role

PAGE, MOST_OWN = 3, 5


class Show:
    """The days to come; what is typed here is a change, what is sent here a list of them."""

    def ask(self, chat: Chat[Desk]) -> Say:
        desk = chat.desk
        today, page = desk.ward.day(chat.now), chat.data.get("page", 0)
        own = own_days(desk.session)
        days = calendar_days(desk.ward.calendar, own, today, date(today.year + 1, 12, 31))
        coming = stretches(days, desk.ward.calendar)
        shown = coming[PAGE * page : PAGE * (page + 1)]
        lines = [
            _("Days off to come; announced up to the end of {year}.", year=desk.ward.calendar.announced),
            *(stretch_line(each) for each in shown),
            _("Type a change, such as “off 5/2/2027 storm” or “worked 13/2/2027”, or send a list as a file."),
        ]
        choices = [Choice("more", _("Show more"))] if len(coming) > PAGE * (page + 1) else []
        choices.append(Choice("add", _("Add a day")))
        if any(edit.day >= today for edit in own):
            choices.append(Choice("drop", _("Take a day back")))
        choices += [Choice("file", _("Send a list")), Choice("year", _("Year announced"))]
        return Say("\n".join(lines), (*choices, Choice("close", _("Close"))))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        match answer.choice:
            case "more":
                chat.data["page"] = chat.data.get("page", 0) + 1
                return Show
            case "add":
                return AddDay
            case "drop":
                return TakeBack
            case "file":
                return SendList
            case "year":
                return AnnouncedYear
            case "close":
                return End((Say(_("The calendar stays as it is.")),))
        return _typed(chat, answer.text)


class AddDay:
    """A day or a span, and why."""

    def ask(self, chat: Chat[Desk]) -> Say:
        text = _(
            "Which day? For example “off 5/2/2027 storm”, “off from 5/2 to 10/2/2027 Tet”, "
            "or “worked 13/2/2027 for 5/2/2027”."
        )
        return Say(text, numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        return _typed(chat, answer.text)


class TakeBack:
    """One of the days the office has set."""

    def ask(self, chat: Chat[Desk]) -> Say:
        choices = [
            Choice(f"{each.first}:{each.last}", f"{short_date(each.first)}: {each.name}"[:40])
            for each in coming_own(own_days(chat.desk.session), chat.desk.ward.day(chat.now))[:MOST_OWN]
        ]
        return Say(
            _("Which day is to follow the national calendar again? Pick one, or type it."), tuple(choices)
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        own = {edit.day for edit in own_days(chat.desk.session)}
        if answer.choice and ":" in answer.choice:
            first, _colon, last = answer.choice.partition(":")
            days = sorted(day for day in own if first <= day.isoformat() <= last)
        else:
            days = [day for day in read_days(answer.text, chat.desk.ward.day(chat.now)) if day in own]
        if not days:
            return Sorry(_("The office has set no such day; please pick one or write day/month/year."))
        return _go(chat, [DayEdit(day, None) for day in days])


class AnnouncedYear:
    """Up to which year days off are announced."""

    def ask(self, chat: Chat[Desk]) -> Say:
        known = chat.desk.ward.calendar.announced
        text = _(
            "Days off are announced up to the end of {year}; those of later years are shown as provisional. "
            "Up to which year are they announced now?",
            year=known,
        )
        return Say(
            text, (Choice(str(known + 1), str(known + 1)), Choice(str(known), str(known))), numbered=False
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        said = (answer.choice or answer.text).strip()
        if not (said.isascii() and said.isdigit() and len(said) == 4):
            return Sorry(_("Please write a year, such as 2027."))
        desk = chat.desk
        try:
            set_announced(desk.session, desk.ward, int(said), by=by(chat), now=chat.now)
        except BadInput as error:
            return Sorry(explain(error))
        return End((Say(_("✅ Noted: days off are announced up to the end of {year}.", year=said)),))


class SendList:
    """A list as a file."""

    def ask(self, chat: Chat[Desk]) -> Say:
        columns = _(
            "The list needs the columns Ngày, Loại (Nghỉ or Làm bù) and Lý do; all of it is taken, or none."
        )
        here = _("Send the .csv or .xlsx file right here.")
        by_link = _("Send the .csv or .xlsx file through the link below.")
        return where_to_send(chat, f"{here}\n{columns}", f"{by_link}\n{columns}")

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        return _typed(chat, answer.text)


@dataclass(frozen=True)
class OrConfirm:
    """A question, unless a change waits for the tap that confirms it: a list may have been sent meanwhile."""

    question: Step[Desk]

    def ask(self, chat: Chat[Desk]) -> Say:
        return _confirm(chat) if "edits" in chat.data else self.question.ask(chat)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        return _decide(chat, answer) if "edits" in chat.data else self.question.take(chat, answer)


def collect(chat: Chat[Desk], files: tuple[Attachment, ...]) -> str:
    """Read the list that was sent; it waits for the tap that confirms it."""
    try:
        chat.data["edits"] = read_list(chat, files[0])
    except BadInput as error:
        return problem(error)
    return _n("📎 {n} day read.", "📎 {n} days read.", len(chat.data["edits"]))


def _typed(chat: Chat[Desk], text: str) -> Next:
    ward, today = chat.desk.ward, chat.desk.ward.day(chat.now)
    read = read_day_change(text, today)
    if not read.days:
        return Sorry(_("No single day or span was found; please write day/month/year, for example 5/2/2027."))
    if not is_near(read.days, today):
        years = {"first": today.year - 1, "last": today.year + 5}
        return Sorry(_("The day must lie between {first} and {last}.", **years))
    if read.works is None:
        return Sorry(_("Please say whether the day is off or worked, for example “off 5/2/2027 storm”."))
    edits = [DayEdit(day, bool(read.works), read.name) for day in read.days]
    edits = [edit for edit in edits if not is_pointless(ward, edit)]
    if not edits and read.works:
        return Sorry(_("That is a working day already."))
    if not edits:
        return Sorry(_("That is a day off already: a weekend needs no entry."))
    return _go(chat, edits)


def _go(chat: Chat[Desk], edits: Sequence[DayEdit]) -> Next:
    if not foresee(chat, edits).edited:
        return Sorry(_("The calendar says so already."))
    chat.data["edits"] = as_data(edits)
    return Go(CONFIRM)


def _confirm(chat: Chat[Desk]) -> Say:
    edits = edits_of(chat)
    lines = [*edit_lines(edits), *effect_lines(foresee(chat, edits), done=False)]
    choices = (Choice("yes", _("Enter it in the calendar")), Choice("no", _("Leave it as it was")))
    return Say("\n".join(lines), choices)


def _decide(chat: Chat[Desk], answer: Answer) -> Next:
    if answer.choice == "no":
        return End((Say(_("The calendar stays as it is.")),))
    if answer.choice != "yes":
        return Sorry(_("Please pick one of the choices below."))
    effect = edit_days(chat.desk.session, chat.desk.ward, edits_of(chat), by=by(chat), now=chat.now)
    lines = [
        _n("✅ {n} day entered in the calendar.", "✅ {n} days entered in the calendar.", effect.edited),
        *effect_lines(effect, done=True),
    ]
    if effect.moves:
        lines.append(_("Whoever was told the old day is sent one correction in office hours."))
    choices = (Choice("/deadlines", _("Due dates of reports")),) if effect.unworked else ()
    return End((Say("\n".join(lines), (*choices, Choice("/calendar", _("Days off")))),))


def _calendar(_chat: Chat[Desk], _answer: Answer) -> Reply:
    return Start(FLOW, afresh=True)


_STEPS: dict[str, Step[Desk]] = {
    "Show": Show(),
    "AddDay": AddDay(),
    "TakeBack": TakeBack(),
    "AnnouncedYear": AnnouncedYear(),
    "SendList": SendList(),
    CONFIRM: Show(),
}
PART: Part[Desk] = Part(
    flows=(Flow(FLOW, {name: OrConfirm(step) for name, step in _STEPS.items()}, collect),),
    commands=(
        Command(
            "/calendar",
            _calendar,
            ("lich nghi", "ngay nghi", "lich nghi le", "ngay nghi le", "lam bu", "ngay lam bu", "days off"),
            lambda chat: chat.desk.has(Role.OFFICE),
            N_("Days off"),
        ),
    ),
)
