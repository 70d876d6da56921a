"""Asking for longer: for what, until when, why; a leader decides."""

from datetime import date

from bot.conversation.answers import plain
from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Go, Next, Sorry, Start
from bot.domain.extensions import LONGEST_REASON, check_reason, check_wanted, days_to_ask
from bot.errors import BadInput, NotAllowed
from bot.language.reply_words import read_longer
from bot.services.desk import Desk
from bot.services.digest_words import when
from bot.services.extension_notices import tell_deciders
from bot.services.extension_words import label_of, named
from bot.services.extensions import ASKING, ask_longer, askable, last_day
from bot.texts import _, _n, explain, long_date
from handlers.days import answered_day
from storage.extensions import asked_for
from storage.tables import Obligation

FLOW, ABOUT, MOST = "longer", "longer_for", 6
_YES = ("gui", "gui di", "co", "ok", "oke", "dong y", "dung roi", "xac nhan", "yes", "send")


class ForWhat:
    """Only asked where the units owe several things."""

    def ask(self, chat: Chat[Desk]) -> Say:
        owed = _askable(chat)
        units = {one.unit_id for one in owed}
        choices = tuple(Choice(str(one.id), label_of(chat.desk.session, one, units)) for one in owed[:MOST])
        return Say(_("What do you need longer for?"), choices)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice is None or _chosen(chat, answer.choice) is None:
            return Sorry(_("Please pick one of the choices below."))
        chat.data[ABOUT] = answer.choice
        return _go_on(chat)


class UntilWhen:
    """A proposed working day, or any later day that is typed."""

    def ask(self, chat: Chat[Desk]) -> Say:
        desk, owed = chat.desk, _chosen(chat)
        if owed is None:
            return _gone()
        today, session = desk.ward.day(desk.now), desk.session
        lines = [
            _(
                "“{subject}” is due {due}.",
                subject=named(session, owed),
                due=when(owed.due, today, desk.ward.calendar),
            )
        ]
        if (before := asked_for(session, [owed.id or 0]).get(owed.id or 0)) is not None:
            wanted = long_date(before.wanted)
            lines.append(
                _("Longer until {wanted} is asked for already; a new request replaces it.", wanted=wanted)
            )
        last = last_day(session, owed, today)
        lines.append(
            _(
                "Until when do you need it? Pick a day or type one, {last} at the latest.",
                last=long_date(last),
            )
        )
        days = days_to_ask(owed.due, today, last, desk.ward.calendar)
        begin = max(owed.due, today)
        return Say("\n".join(lines), tuple(_offer(chat, day, begin) for day in days))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        desk, owed = chat.desk, _chosen(chat)
        if owed is None:
            return End((_gone(),))
        today = desk.ward.day(desk.now)
        day = answered_day(answer, today)
        if day is None:
            return Sorry(_("That is no single day; please write it as day/month/year."))
        try:
            check_wanted(day, owed.due, today, last_day(desk.session, owed, today))
        except BadInput as error:
            return Sorry(explain(error))
        chat.data["wanted"] = day.isoformat()
        return Go("Why" if "reason" not in chat.data else "Send")


class Why:
    """In their own words: whoever decides reads them."""

    def ask(self, chat: Chat[Desk]) -> Say:
        text = _(
            "Why is longer needed? At most {limit} characters; whoever decides reads it.",
            limit=LONGEST_REASON,
        )
        return Say(text, numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        reason = answer.text.strip()
        try:
            check_reason(reason)
        except BadInput as error:
            return Sorry(explain(error))
        chat.data["reason"] = reason
        return Send


class Send:
    """Everything once more; only “send” stores it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        owed, wanted = _chosen(chat), date.fromisoformat(chat.data["wanted"])
        if owed is None:
            return _gone()
        text = _(
            "Please check: longer for “{subject}” until {wanted}.\nReason: {reason}",
            subject=named(chat.desk.session, owed),
            wanted=long_date(wanted),
            reason=chat.data["reason"],
        )
        return Say(
            text,
            (
                Choice("send", _("Send")),
                Choice("day", _("Another day")),
                Choice("reason", _("Change the reason")),
                Choice("/cancel", _("Cancel")),
            ),
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "day":
            return UntilWhen
        if answer.choice == "reason":
            return Why
        if answer.choice != "send" and plain(answer.text) not in _YES:
            return Sorry(_("Nothing is sent yet: pick “Send”, or what you want to change."))
        desk, data = chat.desk, chat.data
        assert desk.officer is not None
        try:
            request = ask_longer(
                desk.session,
                desk.ward,
                desk.officer,
                int(data[ABOUT]),
                wanted=date.fromisoformat(data["wanted"]),
                reason=data["reason"],
                now=desk.now,
            )
        except NotAllowed as error:
            return End((Say(explain(error)),))
        except BadInput as error:
            return Go("UntilWhen", (Say(explain(error)),))
        return End((tell_deciders(desk.session, desk.ward, request, desk.now),))


def _extend(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/extend`, or `/extend 12`."""
    owed = _askable(chat)
    if not owed:
        return Say(_("Nothing is owed that longer can be asked for."), (Choice("/tasks", _("My tasks")),))
    said = answer.text.strip()
    one = next((one for one in owed if str(one.id) == said), owed[0] if len(owed) == 1 else None)
    if one is None and said:
        return Say(_("Longer cannot be asked for that any more: it is met, or not your unit's."))
    if ABOUT in chat.data and (one is None or chat.data[ABOUT] == str(one.id)):
        return Start(FLOW)
    return Start(FLOW, {ABOUT: str(one.id)}, "UntilWhen", afresh=True) if one is not None else Start(FLOW)


def _go_on(chat: Chat[Desk]) -> Go:
    """To what was not said along with the request; a day that does not do is asked for anew."""
    desk, owed = chat.desk, _chosen(chat)
    said = chat.data.pop("said", None)
    if said is None or owed is None:
        return Go("UntilWhen")
    wanted, today = date.fromisoformat(said), desk.ward.day(desk.now)
    try:
        check_wanted(wanted, owed.due, today, last_day(desk.session, owed, today))
    except BadInput as error:
        return Go("UntilWhen", (Say(explain(error)),))
    chat.data["wanted"] = said
    return Go("Send" if "reason" in chat.data else "Why")


def _recognise(chat: Chat[Desk], text: str) -> Reply | None:
    """Longer asked for in one sentence, with its day and its reason where they were said along."""
    desk = chat.desk
    if not desk.has(*ASKING) or (read := read_longer(text, desk.ward.day(desk.now))) is None:
        return None
    owed = _askable(chat)
    if not owed:
        return _extend(chat, Answer(""))
    data = {"said": read.wanted.isoformat()} if read.wanted is not None else {}
    if read.reason and len(read.reason) <= LONGEST_REASON:
        data["reason"] = read.reason
    if len(owed) > 1:
        return Start(FLOW, data, "ForWhat", afresh=True)
    begun = Chat(desk, chat.address, chat.now, data={**data, ABOUT: str(owed[0].id)})
    going = _go_on(begun)
    return Start(FLOW, begun.data, str(going.step), tuple(going.first), afresh=True)


def _offer(chat: Chat[Desk], day: date, begin: date) -> Choice:
    n = chat.desk.ward.calendar.between(begin, day)
    label = _n("{day} ({n} working day more)", "{day} ({n} working days more)", n, day=long_date(day))
    return Choice(day.isoformat(), label)


def _askable(chat: Chat[Desk]) -> list[Obligation]:
    desk = chat.desk
    return askable(desk.session, desk.officer, desk.ward.day(desk.now)) if desk.officer is not None else []


def _chosen(chat: Chat[Desk], said: str | None = None) -> Obligation | None:
    wanted = said or chat.data.get(ABOUT)
    return next((one for one in _askable(chat) if str(one.id) == wanted), None)


def _gone() -> Say:
    return Say(_("Longer cannot be asked for that any more: it is met, or not your unit's."))


PART: Part[Desk] = Part(
    flows=(Flow.of(FLOW, ForWhat, UntilWhen, Why, Send),),
    commands=(
        Command(
            "/extend",
            _extend,
            (
                "xin gia han",
                "gia han",
                "xin them thoi gian",
                "cho toi them thoi gian",
                "can them thoi gian",
                "xin lui han",
                "lui han",
                "xin hoan",
                "more time",
            ),
            lambda chat: chat.desk.has(*ASKING),
        ),
    ),
    recognisers=(_recognise,),
)
