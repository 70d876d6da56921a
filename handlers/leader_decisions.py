"""Deciding on requests for longer: agree, give less, or do not agree; who is first decides."""

from datetime import date

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.domain.extensions import LONGEST_REASON, check_answer, days_to_give
from bot.errors import BadInput, NotAllowed
from bot.services.desk import Desk
from bot.services.extension_notices import PATIENCE, tell_decision
from bot.services.extension_words import decision_choices, named, request_line, request_say, settled_text
from bot.services.extensions import DECIDING, deciders, give_longer, is_waiting, refuse_longer
from bot.texts import N_, _, explain, long_date, shorten
from handlers.days import answered_day
from storage.extensions import Request, find_request, open_requests

MOST = 5


class SoonerDay:
    """A day between the one in force and the one that was asked for."""

    def ask(self, chat: Chat[Desk]) -> Say:
        request, desk = _request(chat, chat.data["request"]), chat.desk
        if request is None:
            return _unknown(chat)
        owed, wanted, today = request.obligation, request.extension.wanted, desk.ward.day(desk.now)
        text = _(
            "Until when? After {due} and by {wanted} at the latest: pick a day or type one.",
            due=long_date(max(owed.due, today)),
            wanted=long_date(wanted),
        )
        days = days_to_give(owed.due, wanted, today, desk.ward.calendar)
        return Say(text, tuple(Choice(day.isoformat(), long_date(day)) for day in days))

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        request = _request(chat, chat.data["request"])
        if request is None:
            return End((_unknown(chat),))
        today = chat.desk.ward.day(chat.desk.now)
        day = answered_day(answer, today)
        if day is None:
            return Sorry(_("That is no single day; please write it as day/month/year."))
        try:
            return End((_give(chat, request, day),))
        except BadInput as error:
            return Sorry(explain(error))


class WhyNot:
    """A reason helps whoever asked; it may be left out."""

    def ask(self, chat: Chat[Desk]) -> Say:
        text = _("Why not? Whoever asked reads it; at most {limit} characters.", limit=LONGEST_REASON)
        return Say(text, (Choice("none", _("No reason is needed")),), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        request = _request(chat, chat.data["request"])
        if request is None:
            return End((_unknown(chat),))
        said = "" if answer.choice == "none" else answer.text.strip()
        if answer.choice is None and not said:
            return Sorry(_("Please answer in words."))
        try:
            check_answer(said)
            return End((_refuse(chat, request, said),))
        except BadInput as error:
            return Sorry(explain(error))


def _grant(chat: Chat[Desk], answer: Answer) -> Reply:
    request = _request(chat, answer.text)
    if request is None:
        return _unknown(chat)
    if (others := _for_others(chat, request)) is not None:
        return others
    try:
        return _give(chat, request, request.extension.wanted)
    except BadInput as error:
        return Say(explain(error), (Choice(f"/shorten {request.id}", _("Give less")),))


def _shorten(chat: Chat[Desk], answer: Answer) -> Reply:
    return _begin(chat, answer, "shorten")


def _not_agree(chat: Chat[Desk], answer: Answer) -> Reply:
    return _begin(chat, answer, "refuse")


def _begin(chat: Chat[Desk], answer: Answer, flow: str) -> Reply:
    """Where nothing is left to decide, or not by them, nothing is asked."""
    request, desk = _request(chat, answer.text), chat.desk
    if request is None:
        return _unknown(chat)
    if (others := _for_others(chat, request)) is not None:
        return others
    if not is_waiting(request, desk.ward.day(desk.now)):
        return _settled(chat, request)
    return Start(flow, {"request": str(request.id)}, afresh=True)


def _give(chat: Chat[Desk], request: Request, day: date) -> Say:
    desk, was = chat.desk, request.obligation.due
    if not is_waiting(request, desk.ward.day(desk.now)):
        return _settled(chat, request)
    try:
        done = give_longer(desk.session, desk.ward, request, to=day, person_id=_reader(chat), now=desk.now)
    except NotAllowed as error:
        return Say(explain(error))
    return _told(chat, request, was) if done else _settled(chat, request)


def _refuse(chat: Chat[Desk], request: Request, said: str) -> Say:
    desk = chat.desk
    try:
        done = refuse_longer(
            desk.session, desk.ward, request, answer=said, person_id=_reader(chat), now=desk.now
        )
    except NotAllowed as error:
        return Say(explain(error))
    return _told(chat, request, request.obligation.due) if done else _settled(chat, request)


def _told(chat: Chat[Desk], request: Request, was: date) -> Say:
    desk = chat.desk
    fresh = find_request(desk.session, request.id)
    return tell_decision(desk.session, desk.ward, fresh or request, was, desk.now)


def _requests(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/requests`, or one of them (`/requests 12`)."""
    desk = chat.desk
    today = desk.ward.day(desk.now)
    waiting = [one for one in open_requests(desk.session) if is_waiting(one, today)]
    chosen = _request(chat, answer.text) if answer.text.strip() else None
    if chosen is not None and not is_waiting(chosen, today):
        return _settled(chat, chosen)
    if chosen is None and len(waiting) == 1:
        chosen = waiting[0]
    if chosen is not None:
        return _shown(chat, chosen)
    if not waiting:
        return Say(_("No request for longer waits for a decision."))
    lines = [_("{n} requests for longer wait for a decision:", n=len(waiting))]
    lines += [request_line(desk.session, desk.ward, one, desk.now, PATIENCE) for one in waiting[:MOST]]
    choices = tuple(
        Choice(f"/requests {one.id}", shorten(f"{one.unit}: {named(desk.session, one.obligation)}", 60))
        for one in waiting[:MOST]
    )
    return Say("\n".join(lines), choices)


def _shown(chat: Chat[Desk], request: Request) -> Say:
    """With the buttons only for those who decide; the others see who that is."""
    desk = chat.desk
    said, may = request_say(desk.session, desk.ward, request, desk.now), _deciders(chat, request)
    if _reader(chat) in may:
        return Say(said.text, decision_choices(request))
    return Say(f"{said.text}\n{_not_theirs(request, may, chat).text}")


def _settled(chat: Chat[Desk], request: Request) -> Say:
    desk = chat.desk
    fresh = find_request(desk.session, request.id) or request
    return Say(settled_text(desk.session, desk.ward, fresh, desk.now))


def _for_others(chat: Chat[Desk], request: Request) -> Say | None:
    """That somebody else decides; those who decide in general hear of what is settled how it was."""
    may = _deciders(chat, request)
    settled = _may(chat) and not is_waiting(request, chat.desk.ward.day(chat.desk.now))
    return None if _reader(chat) in may or settled else _not_theirs(request, may, chat)


def _not_theirs(request: Request, may: dict[int, str], chat: Chat[Desk]) -> Say:
    if _reader(chat) == request.extension.asked_by:
        return Say(_("You have asked for this yourself: somebody else has to decide."))
    return Say(_("This is decided by {names}.", names=", ".join(may.values()) or "–"))


def _request(chat: Chat[Desk], said: str) -> Request | None:
    number = said.strip()
    known = number.isascii() and number.isdigit() and len(number) < 10
    return find_request(chat.desk.session, int(number)) if known else None


def _deciders(chat: Chat[Desk], request: Request) -> dict[int, str]:
    desk = chat.desk
    return deciders(desk.session, desk.ward.day(desk.now), request.extension.asked_by)


def _unknown(chat: Chat[Desk]) -> Say:
    more = (Choice("/requests", _("Requests for longer")),) if _may(chat) else ()
    return Say(_("There is no such request for longer."), more)


def _reader(chat: Chat[Desk]) -> int:
    assert chat.desk.officer is not None
    return chat.desk.officer.person_id


def _may(chat: Chat[Desk]) -> bool:
    return chat.desk.has(*DECIDING)


def _is_officer(chat: Chat[Desk]) -> bool:
    """Whoever has such a button may press it; those who do not decide hear who does."""
    return chat.desk.officer is not None


PART: Part[Desk] = Part(
    flows=(Flow.of("shorten", SoonerDay), Flow.of("refuse", WhyNot)),
    commands=(
        Command(
            "/requests",
            _requests,
            ("don xin gia han", "cac don xin gia han", "xin gia han", "gia han", "requests"),
            _may,
            N_("Requests for longer"),
        ),
        Command("/grant", _grant, allowed=_is_officer),
        Command("/shorten", _shorten, allowed=_is_officer),
        Command("/refuse", _not_agree, allowed=_is_officer),
    ),
)
