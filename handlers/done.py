"""“Published, posted, done”: what the law or a dialogue asked for is noted as met, and can be undone."""

from collections.abc import Collection
from functools import partial

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.domain.duties import Name
from bot.errors import NotAllowed
from bot.services.desk import Desk
from bot.services.done import LONGEST_NOTE, can_be_met, may_meet, meet, take_back, to_be_met
from bot.services.duty_words import owed_in_words
from bot.texts import _, explain, shorten
from storage.tables import Obligation
from storage.vocabulary import ObligationState, Role

MOST, LABEL, UNDOABLE = 6, 60, 5
_PUBLISHED, _POSTED = (Name.ANNOUNCE, Name.PUBLISH), (Name.POST,)


class WhatWasDone:
    """One line about it, or none."""

    def ask(self, chat: Chat[Desk]) -> Say:
        one = _found(chat, chat.data["obligation"])
        what = _what(chat, one) if one is not None else ""
        asked = _("{what}\nWhat was done, in one short line? It may be left out.", what=what)
        return Say(asked, (Choice("confirm", _("Just confirm")),), numbered=False)

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        desk, one = chat.desk, _found(chat, chat.data["obligation"])
        if one is None or desk.officer is None:
            return End((_nothing(),))
        said = "" if answer.choice == "confirm" else " ".join(answer.text.split())
        if answer.choice is None and not said:
            return Sorry(_("Please answer in words, or tap “Just confirm”."))
        if len(said) > LONGEST_NOTE:
            return Sorry(_("Please keep it within {n} characters.", n=LONGEST_NOTE))
        try:
            meet(desk.session, desk.ward, one, said, desk.now, officer=desk.officer)
        except NotAllowed as error:
            return End((Say(explain(error)),))
        chat.memory["done"] = [*chat.memory.get("done", [])[1 - UNDOABLE :], one.id]
        noted = _("✅ Noted as done: {what}.", what=_what(chat, one))
        return End((Say(noted, (Choice(f"/undone {one.id}", _("It is not done")),)),))


def _done(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/done 12`, or a choice of what there is."""
    if not answer.text.strip():
        return _any(chat, answer, reasons=())
    one = _found(chat, answer.text)
    if one is None:
        return _nothing()
    if one.state is ObligationState.MET:
        return Say(_("It is noted as done already: {what}.", what=_what(chat, one)))
    if one.state is not ObligationState.OPEN:
        return Say(_("Nobody asks for it any more: {what}.", what=_what(chat, one)))
    return Start("done", {"obligation": str(one.id)}, afresh=True)


def _any(chat: Chat[Desk], _answer: Answer, *, reasons: Collection[str]) -> Reply:
    found = _waiting(chat, reasons)
    if len(found) == 1:
        return Start("done", {"obligation": str(found[0].id)}, afresh=True)
    if not found:
        return _nothing()
    words = owed_in_words(chat.desk.session, found[:MOST])
    choices = (Choice(f"/done {one.id}", shorten(words[one.id or 0], LABEL)) for one in found[:MOST])
    return Say(_("Which of these is done?"), tuple(choices))


def _undone(chat: Chat[Desk], answer: Answer) -> Reply:
    """Only what was noted in this chat, and lately."""
    one = _found(chat, answer.text)
    if one is None or chat.desk.officer is None or one.id not in chat.memory.get("done", []):
        return Say(_("Only what was noted as done in this chat can be taken back here."))
    try:
        take_back(chat.desk.session, one, chat.desk.officer, chat.desk.now)
    except NotAllowed as error:
        return Say(explain(error))
    chat.memory["done"] = [each for each in chat.memory["done"] if each != one.id]
    return Say(
        _("Taken back; it is still to be done: {what}.", what=_what(chat, one)),
        (Choice(f"/done {one.id}", _("It is done")),),
    )


def _found(chat: Chat[Desk], said: str) -> Obligation | None:
    """What is meant, where it is theirs to say."""
    typed, officer = said.strip(), chat.desk.officer
    if officer is None or not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        return None
    one = chat.desk.session.get(Obligation, int(typed))
    return one if one is not None and can_be_met(one) and may_meet(officer, one) else None


def _waiting(chat: Chat[Desk], reasons: Collection[str]) -> list[Obligation]:
    desk = chat.desk
    if desk.officer is None:
        return []
    found = to_be_met(desk.session, desk.ward, desk.officer, desk.now)
    return [one for one in found if not reasons or one.reason in reasons]


def _what(chat: Chat[Desk], one: Obligation) -> str:
    return owed_in_words(chat.desk.session, [one])[one.id or 0]


def _nothing() -> Say:
    return Say(_("Nothing of yours is waiting to be noted as done."), (Choice("/tasks", _("My tasks")),))


def _officer(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.FOCAL, Role.HEAD, Role.OFFICE)


def _has(reasons: Collection[str], chat: Chat[Desk]) -> bool:
    """The words mean this only where there is something that they can mean."""
    return _officer(chat) and bool(_waiting(chat, reasons))


def _said(name: str, words: tuple[str, ...], reasons: Collection[str]) -> Command[Desk]:
    return Command(name, partial(_any, reasons=reasons), words, partial(_has, reasons))


PART: Part[Desk] = Part(
    flows=(Flow.of("done", WhatWasDone),),
    commands=(
        Command("/done", _done, allowed=_officer),
        Command("/undone", _undone, allowed=_officer),
        _said("/finished", ("da xong", "da hoan thanh", "da lam xong"), ()),
        _said("/published", ("da cong bo", "da cong bo roi", "da cong bo ket qua"), _PUBLISHED),
        _said("/posted", ("da niem yet", "da niem yet lich", "da niem yet roi"), _POSTED),
    ),
)
