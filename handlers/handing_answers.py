"""A hand-over answered: by the unit that was asked, with a tap, or by the office for it."""

import re

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.errors import NotAllowed
from bot.services.desk import Desk
from bot.services.handing_matters import is_office, likely_takers, matter_by_key
from bot.services.handing_notices import unit_name
from bot.services.handing_over import accept, assign, decline
from bot.texts import _, explain, shorten
from handlers.handing_over import GIVING, LABEL, gone, matter_at_hand, picked
from storage.tables import Unit


class GiveTo:
    """The office decides which unit has it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        matter = matter_at_hand(chat)
        if matter is None:
            return gone()
        session = chat.desk.session
        found = [session.get(Unit, one) for one in chat.data.get("found", ())]
        units = [unit for unit in found if unit is not None] or likely_takers(session, matter, 4)
        choices = [Choice(f"unit:{unit.id}", shorten(unit.name, LABEL)) for unit in units]
        text = _("Which unit shall have {what}? Pick one, or type its name.", what=matter.name)
        return Say(text, (*choices, Choice("/cancel", _("Cancel"))))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        matter, desk = matter_at_hand(chat), chat.desk
        if matter is None:
            return End((gone(),))
        assert desk.officer is not None
        unit = picked(chat, answer)
        if not isinstance(unit, Unit):
            return unit
        try:
            assign(desk.session, desk.ward, matter, unit.id or 0, desk.officer, now=chat.now)
        except NotAllowed as error:
            return Sorry(explain(error))
        return End((Say(_("✅ {unit} has it now; both units have been told.", unit=unit.name)),))


def _assign(chat: Chat[Desk], answer: Answer) -> Reply:
    desk = chat.desk
    assert desk.officer is not None
    if not is_office(desk.session, desk.officer, desk.ward.day(chat.now)):
        return Say(_("Only the office may decide that for a unit."))
    if matter_by_key(desk.session, answer.text.strip()) is None:
        return gone()
    data = {"matter": answer.text.strip(), "from_office": True}
    return Start(GIVING, data, "GiveTo", afresh=True)


def _accept(chat: Chat[Desk], answer: Answer) -> Reply:
    desk = chat.desk
    assert desk.officer is not None
    try:
        taken = accept(desk.session, desk.ward, _number(answer.text), desk.officer, chat.now)
    except NotAllowed as error:
        return Say(explain(error))
    giver = unit_name(desk.session, taken.from_unit)
    said = _(
        "✅ Noted: it is with {unit} now. {giver} and the office have been told.",
        unit=unit_name(desk.session, taken.to_unit),
        giver=giver,
    )
    return Say(said, (Choice("/tasks", _("My tasks")),))


def _decline(chat: Chat[Desk], answer: Answer) -> Reply:
    desk = chat.desk
    assert desk.officer is not None
    try:
        left = decline(desk.session, desk.ward, _number(answer.text), desk.officer, chat.now)
    except NotAllowed as error:
        return Say(explain(error))
    return Say(
        _("Noted: it stays with {unit}, who has been told.", unit=unit_name(desk.session, left.from_unit))
    )


def _number(text: str) -> int:
    """The id a button carries, 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text.strip()) else 0


def _is_officer(chat: Chat[Desk]) -> bool:
    """Whoever has such a button may press it; those who may not answer hear who may."""
    return chat.desk.officer is not None


PART: Part[Desk] = Part(
    flows=(Flow.of(GIVING, GiveTo),),
    commands=(
        Command("/accept", _accept, allowed=_is_officer),
        Command("/decline", _decline, allowed=_is_officer),
        Command("/assign", _assign, allowed=_is_officer),
    ),
)
