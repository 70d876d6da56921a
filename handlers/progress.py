"""Reporting progress: in a few taps, or in one sentence that is only confirmed."""

from dataclasses import replace
from typing import Any

from bot.conversation.messages import Answer, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, Flow, Start
from bot.errors import NotAllowed
from bot.language.progress_words import ReadUpdate, read_update
from bot.services.desk import Desk
from bot.texts import N_, _, explain
from handlers.progress_draft import (
    FLOW,
    KEPT,
    add_files,
    begin,
    choose,
    collect,
    following,
    may_report,
    own_lines,
    own_units,
    put_state,
    put_text,
)
from handlers.progress_passing import Followed
from handlers.progress_sending import Confirm, Files
from handlers.progress_steps import Figures, Percent, WhatWasDone, WhichState
from handlers.progress_tasks import WhichTask, WhichUnit
from storage.plan import find_task
from storage.vocabulary import ProgressState

_PLAIN = Flow.of(
    FLOW,
    WhichUnit,
    WhichTask,
    WhichState,
    Percent,
    WhatWasDone,
    Figures,
    Files,
    Confirm,
    collect=collect,
    kept=KEPT,
)
_FLOW = replace(_PLAIN, steps={name: Followed(step) for name, step in _PLAIN.steps.items()})


def update(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/update`, or `/update 5.1`; files sent along are kept."""
    try:
        if answer.text:
            return start_on(chat, answer.text, answer)
        if _is_open(chat) and not answer.files:
            return Start(FLOW)
        return start(chat, answer)
    except NotAllowed as error:
        return Say(explain(error))


def start(chat: Chat[Desk], answer: Answer) -> Reply:
    """Ask which task, of which unit first where there are several; what came along is kept."""
    files, first = _received(answer)
    units = list(own_units(chat))
    data: dict[str, Any] = {"files": files}
    if answer.text.strip():
        put_text(data, answer.text.strip())
    if len(units) == 1:
        return Start(FLOW, {**begin(chat, units[0]), **data}, "WhichTask", first)
    return Start(FLOW, data, "WhichUnit", first)


def start_on(chat: Chat[Desk], said: str, answer: Answer) -> Reply:
    """Begin with the task of this code, where it is one of their own; with a whole sentence, at its end."""
    read = read_update(said)
    code = read.code if read is not None else said.strip()
    found = next(((data, line) for data, line in own_lines(chat) if line.item.code == code), None)
    if found is None:
        return Say(not_theirs(chat, code))
    data, line = found
    data["files"], first = _received(answer)
    choose(chat, data, line)
    if read is not None:
        _prefill(data, read)
    return Start(FLOW, data, following(data), first)


def _received(answer: Answer) -> tuple[list[dict[str, Any]], tuple[Say, ...]]:
    files, told = add_files((), answer.files)
    return files, (Say(told),) if told else ()


def not_theirs(chat: Chat[Desk], code: str) -> str:
    if find_task(chat.desk.session, code) is None:
        return _("The plan has no task {code}.", code=code[:20])
    return _("Task {code} is not one your unit takes part in.", code=code)


def recognise_update(chat: Chat[Desk], text: str) -> Reply | None:
    """A sentence that is an update, from somebody who may give one and on a task of the plan."""
    read = read_update(text)
    if read is None or not may_report(chat) or chat.data.get("code") == read.code:
        return None
    if find_task(chat.desk.session, read.code) is None:
        return None
    return update(chat, Answer(text))


def _prefill(data: dict[str, Any], read: ReadUpdate) -> None:
    """Take the sentence over; where it only tells the state, what was said in the same period stays."""
    put_state(data, read.state, read.percent)
    data["brief"] = True
    was = data.get("was") or {}
    text = read.text or (was["text"] if was.get("period") == data["period"] else "")
    if text or read.state is not ProgressState.BLOCKED:
        put_text(data, text)


def _is_open(chat: Chat[Desk]) -> bool:
    """Whether an update is being given: its draft is then what the conversation has gathered."""
    return "unit" in chat.data and "period" in chat.data


PART: Part[Desk] = Part(
    flows=(_FLOW,),
    commands=(
        Command(
            "/update",
            update,
            (
                "cap nhat",
                "cap nhat tien do",
                "cap nhat ngay",
                "bao cao",
                "bao cao tien do",
                "nop bao cao",
                "update",
            ),
            may_report,
            N_("Report progress"),
        ),
    ),
    recognisers=(recognise_update,),
    aside=(recognise_update,),
)
