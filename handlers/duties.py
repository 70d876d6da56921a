"""The office goes through what the law asks around meetings, and makes it the ward's own."""

from typing import Any

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Go, Next, Sorry, Start
from bot.domain.duties import Duty, Name
from bot.errors import BadInput
from bot.services.desk import Desk
from bot.services.duty_list import rule_told, source_told, state_told, title, unit_answering
from bot.services.duty_rules import LONGEST_SOURCE, duties_in_force, find_unit, set_duty
from bot.texts import N_, _, explain
from storage.vocabulary import Role


class WhichDuty:
    """The five duties, each by what it is about."""

    def ask(self, chat: Chat[Desk]) -> Say:
        duties = duties_in_force(chat.desk.session)
        waiting = sum(not duty.confirmed and duty.on for duty in duties.values())
        text = _("What the law asks around meetings. Which shall we look at?")
        if waiting:
            hint = _("They are as the assistant knows them until you have confirmed each of them.")
            text = f"{text}\n{hint}"
        return Say(text, tuple(Choice(name.value, _label(duty)) for name, duty in duties.items()))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice not in list(Name):
            return Sorry(_("Please pick one of the choices below."))
        chat.data["duty"] = answer.choice
        return OneDuty


class OneDuty:
    """One duty as it stands, and what can be changed of it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        duty = _duty(chat)
        unit = unit_answering(chat.desk.session, duty)
        text = "\n".join((rule_told(duty), source_told(duty), state_told(duty, unit)))
        switch = Choice("off", _("Do not remind of it")) if duty.on else Choice("on", _("Remind of it"))
        confirm = () if duty.confirmed or not duty.on else (Choice("confirm", _("It is right")),)
        change = (
            Choice("number", _("Another number")),
            Choice("unit", _("Another unit")),
            Choice("source", _("Other words for the source")),
        )
        return Say(text, (*confirm, *change, switch, Choice("others", _("Other duties"))))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        match answer.choice:
            case "confirm":
                return _set(chat, confirmed=True)
            case "on" | "off":
                return _set(chat, on=answer.choice == "on")
            case "number":
                return Number
            case "unit":
                return AnsweringUnit
            case "source":
                return Source
            case "others":
                return WhichDuty
        return Sorry(_("Please pick one of the choices below."))


class Number:
    def ask(self, chat: Chat[Desk]) -> Say:
        asked = _("{rule}\nWhich number shall it be instead?", rule=rule_told(_duty(chat)))
        return Say(asked, numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        typed = answer.text.strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
            return Sorry(_("Please write a number."))
        return _set(chat, number=int(typed))


class AnsweringUnit:
    def ask(self, chat: Chat[Desk]) -> Say:
        choices = (Choice("office", _("The office's unit")),)
        return Say(_("Which unit answers for it? Type its name or code."), choices, numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "office":
            return _set(chat, unit_id=None)
        try:
            return _set(chat, unit_id=find_unit(chat.desk.session, answer.text))
        except BadInput as error:
            return Sorry(explain(error))


class Source:
    def ask(self, chat: Chat[Desk]) -> Say:
        asked = _("{source}\nHow shall the source be named instead?", source=source_told(_duty(chat)))
        return Say(asked, numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if len(answer.text.strip()) > LONGEST_SOURCE:
            return Sorry(_("Please keep it within {n} characters.", n=LONGEST_SOURCE))
        return _set(chat, source=answer.text.strip())


def _set(chat: Chat[Desk], **changes: Any) -> Next:
    desk = chat.desk
    assert desk.officer is not None
    person_id = desk.officer.person_id
    try:
        duty = set_duty(
            desk.session,
            Name(chat.data["duty"]),
            desk.now,
            f"person:{person_id}",
            person_id=person_id,
            **changes,
        )
    except BadInput as error:
        return Sorry(explain(error))
    noted = (
        _("✅ Noted: {rule}", rule=rule_told(duty)) if duty.on else _("✅ Noted: nobody is reminded of it.")
    )
    return Go(OneDuty, (Say(noted),)) if "on" not in changes else End((Say(noted),))


def _duty(chat: Chat[Desk]) -> Duty:
    return duties_in_force(chat.desk.session)[Name(chat.data["duty"])]


def _label(duty: Duty) -> str:
    if not duty.on:
        return _("{title} (off)", title=title(duty.name))
    if not duty.confirmed:
        return _("{title} (not confirmed)", title=title(duty.name))
    return title(duty.name)


def _duties(_chat: Chat[Desk], _answer: Answer) -> Reply:
    return Start("duties")


PART: Part[Desk] = Part(
    flows=(Flow.of("duties", WhichDuty, OneDuty, Number, AnsweringUnit, Source),),
    commands=(
        Command(
            "/duties",
            _duties,
            ("nghia vu theo luat", "quy dinh ve doi thoai", "quy dinh ve tiep cong dan", "duties of law"),
            lambda chat: chat.desk.has(Role.OFFICE),
            N_("Duties of law"),
        ),
    ),
)
