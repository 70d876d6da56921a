"""Who does a task with my unit and has not told of it, or is stuck; and a polite word to them."""

import re

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.domain.deadlines import period_name
from bot.errors import AssistantError
from bot.language.normalise import fold_line
from bot.services.desk import Desk
from bot.services.nudging import Holding, by_task, holding_up, leads_of, nudge
from bot.texts import N_, _, _n, clock_time, explain, long_date, shorten
from storage.vocabulary import Role

PAGE = 4
LONGEST_UNIT = 30
_ASKED = re.compile(
    r"(?:ai|don vi nao)\s+(?:dang\s+)?(?:lam\s+)?(?:cham|vuong|chua bao cao)"
    r"\s+(?:viec|nhiem vu|nv)\s+(\d{1,2}\.\d{1,2})"
)


def show_blocking(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/blocked`, or `/blocked 5.1` for one task; a page (`p2`) may follow."""
    desk = chat.desk
    assert desk.officer is not None
    code, page = "", 1
    for word in answer.text.split()[:2]:
        if word[0] == "p" and word[1:].isascii() and word[1:].isdigit():
            page = max(1, int(word[1:4]))
        else:
            code = word
    try:
        found = holding_up(
            desk.session, desk.ward, chat.now, leads_of(desk.session, desk.officer, code), code
        )
    except AssistantError as error:
        return Say(explain(error))
    if not found:
        return Say(_("Nobody is holding up the tasks your unit leads.") if not code else _none(code))
    return _listed(found, page) if code else _tasks(found, page)


def recognise_blocking(chat: Chat[Desk], text: str) -> Reply | None:
    """“Ai đang làm chậm việc 5.1?”"""
    asked = _ASKED.search(fold_line(text))
    if asked is None or not _may(chat):
        return None
    return show_blocking(chat, Answer(asked[1]))


def send_nudge(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/nudge 5.1 UNIT`."""
    desk = chat.desk
    assert desk.officer is not None
    code, _space, unit = answer.text.strip().partition(" ")
    if not unit.strip():
        return show_blocking(chat, Answer(code))
    try:
        nudged = nudge(desk.session, desk.ward, desk.officer, code=code, unit=unit, now=chat.now)
    except AssistantError as error:
        return Say(explain(error))
    back = (Choice(f"/blocked {code}", _("Who is holding up task {code}", code=code)),)
    if not nudged.names:
        return Say(_("Nobody of that unit can be written to yet; the office has them on its list."), back)
    names = ", ".join(nudged.names)
    if nudged.leaves > chat.now:
        at = nudged.leaves
        return Say(
            _(
                "{names} will be asked at {time} on {day}, in your name.",
                names=names,
                time=clock_time(at),
                day=long_date(at.date()),
            ),
            back,
        )
    return Say(_("{names} has been asked, in your name.", names=names), back)


def _tasks(found: list[Holding], page: int) -> Say:
    grouped = list(by_task(found).items())
    shown = grouped[PAGE * (page - 1) : PAGE * page]
    lines = [
        _n(
            "{n} task that your unit leads waits for others:",
            "{n} tasks that your unit leads wait for others:",
            len(grouped),
        ),
        *(_task_line(code, each) for code, each in shown),
    ]
    choices = [Choice(f"/blocked {code}", _("Task {code}", code=code)) for code, _each in shown]
    if len(grouped) > PAGE * page:
        choices.append(Choice(f"/blocked p{page + 1}", _("Show others")))
    return Say("\n".join(lines), tuple(choices))


def _task_line(code: str, each: list[Holding]) -> str:
    stuck = sum(one.stuck is not None for one in each)
    if not stuck:
        return _n(
            "Task {code}: {n} unit has not told its part.",
            "Task {code}: {n} units have not told their part.",
            len(each),
            code=code,
        )
    if stuck == len(each):
        return _n("Task {code}: {n} unit is stuck.", "Task {code}: {n} units are stuck.", stuck, code=code)
    return _n(
        "Task {code}: {n} unit has not told its part, and {stuck} stuck.",
        "Task {code}: {n} units have not told their part, and {stuck} stuck.",
        len(each) - stuck,
        code=code,
        stuck=stuck,
    )


def _listed(found: list[Holding], page: int) -> Say:
    shown = found[PAGE * (page - 1) : PAGE * page]
    first = found[0]
    lines = [
        _(
            "Task {code}, {period}: {n} of the units that do it with you.",
            code=first.item.code,
            period=period_name(first.period),
            n=len(found),
        ),
        *(_unit_line(each) for each in shown),
    ]
    choices = [
        Choice(
            f"/nudge {each.item.code} {each.unit.code}",
            _("Ask {unit}", unit=shorten(each.unit.name, LONGEST_UNIT)),
        )
        for each in shown
    ]
    if len(found) > PAGE * page:
        choices.append(Choice(f"/blocked {first.item.code} p{page + 1}", _("Show others")))
    return Say("\n".join(lines), tuple(choices))


def _unit_line(each: Holding) -> str:
    if each.stuck is None:
        return _("{unit}: not told yet", unit=each.unit.name)
    said = shorten(each.stuck.text, 120) or "–"
    return _("⚠️ {unit}: stuck, “{words}”", unit=each.unit.name, words=said)


def _none(code: str) -> str:
    return _("Everybody who does task {code} with your unit has told, and nobody is stuck.", code=code)


def _may(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.FOCAL, Role.HEAD, Role.OFFICE, Role.LEADER)


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/blocked",
            show_blocking,
            ("ai dang lam cham", "ai lam cham", "don vi phoi hop"),
            _may,
            N_("Who is holding up my tasks"),
        ),
        Command("/nudge", send_nudge, (), _may),
    ),
    recognisers=(recognise_blocking,),
    aside=(recognise_blocking,),
)
