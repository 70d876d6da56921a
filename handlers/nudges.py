"""Answering a reminder: later, why, and everything that is mine to do."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.domain.deadlines import period_name
from bot.services.desk import Desk
from bot.services.duty_words import owed_in_words
from bot.services.standing import standing, units_of, ways_to_answer
from bot.services.why import explain_reminder
from bot.texts import N_, _, shorten
from handlers.later import LATER_FLOW, dues_of, later, nothing_due, recognise_later
from storage.obligations import open_obligations
from storage.tables import Obligation, PlanItem
from storage.vocabulary import ObligationKind, Role

__all__ = ["PART", "standing"]
MOST_OTHERS, LONGEST = 3, 50


def _why(chat: Chat[Desk], answer: Answer) -> Reply:
    desk = chat.desk
    assert desk.officer is not None
    owed = _owed(chat)
    chosen = next((one for one in owed if str(one.id) == answer.text.strip()), owed[0] if owed else None)
    if chosen is None:
        return nothing_due()
    text = explain_reminder(desk.session, desk.ward, chosen, desk.officer.person_id, desk.now)
    others = [one for one in owed if one is not chosen][:MOST_OTHERS]
    more = tuple(Choice(f"/why {one.id}", _named(chat, one)) for one in others)
    ways = tuple(choice for choice in ways_to_answer(desk.officer) if choice.id != "/why")
    if chosen.unit_id not in units_of(desk.officer):
        ways = tuple(choice for choice in ways if choice.id != "/update")
        ways += (Choice("/board", _("Board")),) if desk.has(Role.OFFICE, Role.LEADER) else ()
    return Say(text, (*ways, *more))


def _named(chat: Chat[Desk], owed: Obligation) -> str:
    item = chat.desk.session.get(PlanItem, owed.item_id) if owed.item_id is not None else None
    if item is not None:
        return _("About task {code}", code=item.code)
    if owed.kind is ObligationKind.REPORT:
        return _("About the report of {period}", period=period_name(owed.period_code or ""))
    return _("About: {what}", what=shorten(owed_in_words(chat.desk.session, [owed])[owed.id or 0], LONGEST))


def _tasks(chat: Chat[Desk], _answer: Answer) -> Reply:
    assert chat.desk.officer is not None
    return standing(chat.desk.session, chat.desk.ward, chat.desk.officer, chat.desk.now)


def _owed(chat: Chat[Desk]) -> list[Obligation]:
    """What is due now, and where nothing is, what comes next; the most urgent first."""
    desk = chat.desk
    assert desk.officer is not None
    owed = [due.obligation for due in dues_of(chat, "")]
    today = desk.ward.day(desk.now)
    coming = open_obligations(desk.session, unit_ids=units_of(desk.officer))
    return owed or [one for one in coming if one.due >= today]


def _reports(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.FOCAL, Role.HEAD)


PART: Part[Desk] = Part(
    flows=(LATER_FLOW,),
    commands=(
        Command(
            "/tasks",
            _tasks,
            ("viec cua toi", "viec can bao cao", "han bao cao", "han cua toi", "toi con viec gi"),
            _reports,
            N_("My tasks"),
        ),
        Command(
            "/later",
            later,
            ("nhac lai sau", "de sau", "nhac sau"),
            lambda chat: chat.desk.officer is not None,
        ),
        Command(
            "/why",
            _why,
            ("vi sao toi bi nhac", "tai sao toi bi nhac", "sao lai nhac toi"),
            lambda chat: chat.desk.officer is not None,
        ),
    ),
    recognisers=(recognise_later,),
)
