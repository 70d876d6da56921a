"""The office's call list."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.services.call_words import calls_say
from bot.services.calls import call_list, called
from bot.services.desk import Desk
from bot.texts import N_, _
from storage.people import names_of
from storage.vocabulary import Role


def show_calls(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/calls`, or a page of it (`/calls p2`)."""
    desk = chat.desk
    calls = call_list(desk.session, desk.ward, chat.now, but=_reader(chat))
    if not calls:
        return Say(
            _("Nobody has to be called: everybody something is due to can be written to."),
            (Choice("/board", _("Board")),),
        )
    return calls_say(calls, _page(answer.text))


def _called(chat: Chat[Desk], answer: Answer) -> Reply:
    desk, said = chat.desk, answer.text.strip()
    person_id = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
    name = names_of(desk.session, [person_id]).get(person_id, "")
    if not called(desk.session, desk.ward, person_id, f"person:{_reader(chat)}", chat.now):
        if name:
            return Say(_("{name} does not have to be called any more.", name=name), _back())
        return show_calls(chat, Answer())
    left = len(call_list(desk.session, desk.ward, chat.now, but=_reader(chat)))
    done = _("✅ Noted: {name} has been called.", name=name)
    return Say(done, _back()) if left else Say(done)


def _back() -> tuple[Choice, ...]:
    return (Choice("/calls", _("Call list")),)


def _page(text: str) -> int:
    word = text.strip()
    number = word[1:4] if word[:1] == "p" else ""
    return max(1, int(number)) if number.isascii() and number.isdigit() else 1


def _reader(chat: Chat[Desk]) -> int | None:
    return chat.desk.officer.person_id if chat.desk.officer is not None else None


def _office(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.OFFICE)


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/calls",
            show_calls,
            ("danh sach goi", "goi dien", "can goi ai", "can goi dien cho ai", "phai goi ai", "call list"),
            _office,
            N_("Call list"),
        ),
        Command("/called", _called, allowed=_office),
    )
)
