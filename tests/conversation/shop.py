"""A small house to talk to: two conversations and a command, over plain data."""

from datetime import UTC, datetime
from typing import Any

from bot.conversation.messages import Address, Answer, Attachment, Choice, Incoming, Position, Say, Spoken
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat, End, Flow, Next, Question, Sorry, Start, straight
from bot.conversation.turn import take_turn
from bot.texts import speaking

HERE = Address("web", "an")
START = datetime(2026, 6, 1, 1, tzinfo=UTC)


class Colour:
    def ask(self, chat: Chat[list[str]]) -> Say:
        return Say("Which colour?", (Choice("red", "Đỏ"), Choice("blue", "Xanh dương"), Choice("sun", "Sơn")))

    def take(self, chat: Chat[list[str]], answer: Answer) -> Next:
        if answer.choice is None:
            return Sorry("Not a colour.")
        chat.data["colour"] = answer.choice
        return Note


class Note:
    def ask(self, chat: Chat[list[str]]) -> Say:
        files = len(chat.data.get("files", []))
        return Say(f"A note for {chat.data['colour']}, {files} files?", (Choice("none", "Bỏ qua"),))

    def take(self, chat: Chat[list[str]], answer: Answer) -> Next:
        chat.desk.append(f"{chat.data['colour']}: {answer.choice or answer.text}")
        return End((Say("Painted."),))


def gather(chat: Chat[list[str]], files: tuple[Attachment, ...]) -> str:
    chat.data["files"] = [*chat.data.get("files", []), *(file.name for file in files)]
    return "Got it."


def remember_mood(chat: Chat[list[str]]) -> End:
    chat.desk.append(f"mood {chat.data['mood']}")
    return End((Say("Thank you."),))


ROUTER: Router[list[str]] = Router(
    flows={
        "paint": Flow.of("paint", Colour, Note, collect=gather),
        "mood": straight("mood", [Question("mood", "How are you?")], remember_mood),
    },
    commands=[
        Command("/paint", lambda _chat, _answer: Start("paint"), words=("son",)),
        Command("/mood", lambda _chat, _answer: Start("mood")),
        Command("/secret", lambda _chat, _answer: Say("Psst."), ("news",), allowed=lambda _chat: False),
        Command("/news", lambda _chat, _answer: Say("Nothing new."), ("news",)),
    ],
    fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
    help=lambda _chat: Say("Help.", (Choice("/paint", "Sơn"),)),
    files=lambda _chat, answer: Say(f"{len(answer.files)} files."),
    aside=[lambda _chat, text: Say("It is noon.") if text == "what time" else None],
)


class Talk:
    """One chat, its position carried as stored JSON would be; `done` is all that happened."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.state: dict[str, Any] = {}
        self.now = START
        self.count = 0

    def hear(
        self, text: str = "", *, press: str | None = None, files: tuple[Attachment, ...] = ()
    ) -> list[Spoken]:
        self.count += 1
        incoming = Incoming(str(self.count), HERE, self.now, text, press, files)
        chat = Chat(self.done, HERE, self.now)
        with speaking("en"):
            position, said = take_turn(ROUTER, chat, Position.from_data(self.state), incoming)
        self.state = position.as_data()
        return said

    def texts(self, text: str = "", *, press: str | None = None) -> list[str]:
        return [said.text for said in self.hear(text, press=press)]
