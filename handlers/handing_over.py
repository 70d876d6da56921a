"""“Not our unit's”: which, whose it is then, and why; the other side answers with a tap."""

import re

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Go, Next, Sorry, Start
from bot.errors import NotAllowed
from bot.language.reply_words import says_not_ours, task_named
from bot.services.desk import Desk
from bot.services.handing_matters import (
    Matter,
    likely_takers,
    matter_by_key,
    matters_of,
    units_called,
)
from bot.services.handing_notices import tell_inside, tell_nobody_known, unit_name
from bot.services.handing_over import ask_over
from bot.services.standing import units_of
from bot.texts import N_, _, explain, shorten
from handlers.progress_tasks import paged
from storage.plan import find_task
from storage.tables import Unit
from storage.vocabulary import ObligationKind, Role

FLOW, GIVING = "not_mine", "assign"
MOST_UNITS, MOST_REASON, LABEL = 3, 500, 60


class WhichMatter:
    """What is due soonest first; a task's code finds it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        units = {one: unit_name(chat.desk.session, one) for one in _units(chat)}
        choices = [Choice(one.key, _label(one, units)) for one in _matters(chat)]
        if not choices:
            return Say(_("Your unit has nothing that could be handed over. Type “huỷ” to close this."))
        asked = _("Which is not your unit's? Pick one, or type the code of a task.")
        return Say(asked, paged(choices, chat.data.get("page", 0)), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "more":
            chat.data["page"] = chat.data.get("page", 0) + 1
            return Go("WhichMatter")
        typed = answer.text.strip()
        found = [
            one
            for one in _matters(chat)
            if one.key == answer.choice
            or (not answer.choice and one.item_id and typed and _bears(one, typed))
        ]
        if not found:
            return Sorry(_("Your unit has no such task. Please pick one, or type its code."))
        chat.data["matter"] = found[0].key
        return Go("ToWhom")


class ToWhom:
    """Another unit, somebody else of the same, or the office where it is not known."""

    def ask(self, chat: Chat[Desk]) -> Say:
        matter = matter_at_hand(chat)
        if matter is None:
            return gone()
        office = Choice("office", _("I do not know: tell the office"))
        inside = Choice("inside", _("Ours, but somebody else does it"))
        if matter.kind is ObligationKind.REPORT:
            text = _(
                "The report of a period is each unit's own and cannot go to another; a task of it can."
                " Which is it?"
            )
            return Say(text, (Choice("task", _("One of its tasks is not ours")), inside, office))
        found = chat.data.get("found")
        units = [unit for unit in (chat.desk.session.get(Unit, one) for one in found or ()) if unit]
        units = units or likely_takers(chat.desk.session, matter, MOST_UNITS)
        choices = [Choice(f"unit:{unit.id}", shorten(unit.name, LABEL)) for unit in units]
        text = _(
            "Whose is {what}? Pick a unit or type its name; it is asked, and until it agrees this"
            " stays with you.",
            what=matter.name,
        )
        return Say(text, (*choices, inside, office))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        matter, desk = matter_at_hand(chat), chat.desk
        if matter is None:
            return End((gone(),))
        assert desk.officer is not None
        if answer.choice == "task":
            chat.data = {"only": "task"}
            return Go("WhichMatter")
        if answer.choice == "inside":
            tell_inside(desk.session, desk.ward, matter, desk.officer, chat.now)
            said = _(
                "Noted: the head of your unit, or else the office, has been asked to see who does it."
                " Until then it stays as it is."
            )
            return End((Say(said),))
        if answer.choice == "office":
            chat.data["to"] = 0
            return Go("WhyNot")
        if matter.kind is ObligationKind.REPORT:
            return Sorry(_("Please pick one of the choices below."))
        unit = picked(chat, answer)
        if isinstance(unit, Unit):
            chat.data["to"] = unit.id
            return Go("WhyNot")
        return unit


class WhyNot:
    """The last word before the other side is asked; a reason may come with it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        matter = matter_at_hand(chat)
        if matter is None:
            return gone()
        to = unit_name(chat.desk.session, chat.data["to"]) or _("The office")
        text = _(
            "{unit} will be asked about {what}. If you like, type why; or just send it.",
            unit=to,
            what=matter.name,
        )
        choices = (
            Choice("send", _("Send")),
            Choice("other", _("Another unit")),
            Choice("/cancel", _("Cancel")),
        )
        return Say(text, choices)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        matter, desk = matter_at_hand(chat), chat.desk
        if matter is None:
            return End((gone(),))
        if answer.choice == "other":
            return Go("ToWhom")
        reason = "" if answer.choice == "send" else answer.text.strip()
        if answer.choice != "send" and not reason:
            return Sorry(_("Please answer in words."))
        if len(reason) > MOST_REASON:
            return Sorry(_("Please keep it under {n} characters.", n=MOST_REASON))
        assert desk.officer is not None
        if not chat.data["to"]:
            told = tell_nobody_known(
                desk.session, desk.ward, matter, desk.officer, reason=reason, now=chat.now
            )
            said = (
                _("✅ The office has been told and decides whose it is. Until then it stays with your unit.")
                if told
                else _("Nobody of the office can be written to just now; please call them.")
            )
            return End((Say(said),))
        try:
            ask_over(
                desk.session, desk.ward, matter, chat.data["to"], desk.officer, reason=reason, now=chat.now
            )
        except NotAllowed as error:
            return Go("ToWhom", (Say(explain(error)),))
        said = _(
            "✅ {unit} has been asked. Until it agrees, {what} stays with your unit and you are reminded"
            " of it.",
            unit=unit_name(desk.session, chat.data["to"]),
            what=matter.name,
        )
        return End((Say(said),))


def picked(chat: Chat[Desk], answer: Answer) -> "Unit | Next":
    """The unit picked or named; where several fit, the same question with those."""
    step = "ToWhom" if "from_office" not in chat.data else "GiveTo"
    if answer.choice is not None and answer.choice.startswith("unit:"):
        found = [chat.desk.session.get(Unit, int(answer.choice.removeprefix("unit:")))]
    else:
        found = list(units_called(chat.desk.session, answer.text))
    units = [unit for unit in found if unit is not None]
    if not units:
        return Sorry(_("No unit of the ward is called that. Please type its name as it stands in the plan."))
    if len(units) > 1:
        chat.data["found"] = [unit.id for unit in units[:MOST_UNITS]]
        return Go(step)
    chat.data.pop("found", None)
    return units[0]


def _matters(chat: Chat[Desk]) -> list[Matter]:
    desk = chat.desk
    found = matters_of(desk.session, _units(chat), desk.ward.day(chat.now))
    if not desk.has(Role.OFFICE):
        found = [one for one in found if one.kind is not ObligationKind.DUTY]
    if chat.data.get("only") == "task":
        return [one for one in found if one.item_id is not None]
    return found


def matter_at_hand(chat: Chat[Desk]) -> Matter | None:
    """What the conversation is about, while it still is the unit's."""
    units = None if "from_office" in chat.data else _units(chat)
    return matter_by_key(chat.desk.session, chat.data.get("matter", ""), units)


def _units(chat: Chat[Desk]) -> list[int]:
    return units_of(chat.desk.officer) if chat.desk.officer is not None else []


def _bears(matter: Matter, typed: str) -> bool:
    """Whether these are the code of its task; words that merely stand in it would name the wrong one."""
    return bool(re.fullmatch(r"[\w.-]*\d[\w.-]*", typed)) and f" {typed} " in f" {matter.name} "


def _label(matter: Matter, units: dict[int, str]) -> str:
    """Its name, and its unit for whoever speaks for several."""
    what = matter.name[:1].upper() + matter.name[1:]
    if len(units) < 2:
        return shorten(what, LABEL)
    unit = shorten(units[matter.unit_id], LABEL // 2)
    return _("{what} ({unit})", what=shorten(what, LABEL // 2), unit=unit)


def gone() -> Say:
    return Say(_("That is no longer your unit's to hand over: it has been done, or the plan has changed."))


def _not_mine(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/notmine`, or `/notmine 12` of one obligation."""
    key = answer.text.strip()
    if not key:
        return Start(FLOW, {}, "WhichMatter", afresh=True)
    if matter_by_key(chat.desk.session, key, _units(chat)) is None:
        return gone()
    return Start(FLOW, {"matter": key}, "ToWhom", afresh=True)


def _recognise(chat: Chat[Desk], text: str) -> Reply | None:
    """“This is not our unit's”, with the code of the task or without."""
    if not _reports(chat) or not says_not_ours(text):
        return None
    code = task_named(text)
    units = _units(chat)
    items = [item for item in [find_task(chat.desk.session, code)] if item is not None] if code else []
    keys = [f"task-{unit_id}-{item.id}" for item in items for unit_id in units]
    theirs = [key for key in keys if matter_by_key(chat.desk.session, key, units) is not None]
    if len(theirs) == 1:
        return Start(FLOW, {"matter": theirs[0]}, "ToWhom", afresh=True)
    return Start(FLOW, {}, "WhichMatter", afresh=True)


def _reports(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.FOCAL, Role.HEAD)


PART: Part[Desk] = Part(
    flows=(Flow.of(FLOW, WhichMatter, ToWhom, WhyNot),),
    commands=(
        Command(
            "/notmine",
            _not_mine,
            (
                "khong phai viec cua toi",
                "khong phai viec cua don vi toi",
                "khong phai viec cua chung toi",
                "chuyen viec",
            ),
            _reports,
            N_("Not our unit's task"),
        ),
    ),
    recognisers=(_recognise,),
)
