"""What was offered, gathered or sent belongs to the question it belongs to, and to no other."""

from datetime import timedelta
from typing import Any

from bot.conversation.messages import Attachment, Choice, Incoming, Position, Say
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat, End, Flow, Next, Start
from bot.conversation.turn import take_turn
from bot.texts import speaking
from tests.conversation.shop import HERE, START, Talk

Answers = list[tuple[str | None, str]]


class State:
    """A question with buttons."""

    def ask(self, chat: Chat[Answers]) -> Say:
        return Say("State?", (Choice("/secret", "Không"), Choice("done", "Xong")))

    def take(self, chat: Chat[Answers], answer: Any) -> Next:
        return Percent


class Percent:
    """A question that is answered in figures, and asked until three of them stand."""

    def ask(self, chat: Chat[Answers]) -> Say:
        return Say(f"Figure {len(chat.data.get('figures', {}))}?")

    def take(self, chat: Chat[Answers], answer: Any) -> Next:
        chat.desk.append((answer.choice, answer.text))
        figures = chat.data.setdefault("figures", {})
        figures[str(len(figures))] = answer.text
        return Again if len(figures) < 3 else End((Say("Done."),))


class Again(Percent):
    """The same, as another step."""


ROUTER: Router[Answers] = Router(
    flows={"report": Flow.of("report", State, Percent, Again)},
    commands=[
        Command("/report", lambda _chat, _answer: Start("report")),
        Command("/secret", lambda _chat, _answer: Say("Psst.")),
    ],
    fallback=lambda _chat, _answer: Say("?"),
    help=lambda _chat: Say("Help."),
    files=lambda _chat, _answer: Say("?"),
)


def talk(*said: str | tuple[str]) -> tuple[Answers, list[str]]:
    """What the steps were given, and what was said last; a press stands in a tuple."""
    position, given, texts = Position(), Answers(), [""]
    for number, one in enumerate(said):
        text, press = ("", one[0]) if isinstance(one, tuple) else (one, None)
        incoming = Incoming(str(number), HERE, START, text, press)
        with speaking("en"):
            position, spoken = take_turn(ROUTER, Chat(given, HERE, START), position, incoming)
        texts = [each.text for each in spoken]
    return given, texts


def test_a_number_typed_at_an_open_question_is_no_choice_of_the_one_before() -> None:
    assert talk("/report", "2", "1") == ([(None, "1")], ["Figure 1?"])


def test_a_button_of_the_question_before_is_stale_even_where_this_one_has_none() -> None:
    given, said = talk("/report", "2", ("1:1",))

    assert given == []
    assert said == ["That button belongs to an earlier question.\n\nFigure 0?"]


def test_going_back_undoes_what_was_put_into_a_value_already_there() -> None:
    assert talk("/report", "2", "7", "8", "quay lại")[1] == ["Figure 0?"]


def test_files_sent_after_a_long_silence_are_kept_and_said_so() -> None:
    shop = Talk()
    shop.hear("/paint")
    shop.now += timedelta(days=15)
    (kept, asked) = shop.hear(files=(Attachment("a.pdf", sha256="a" * 64),))

    assert "Got it." in kept.text
    assert asked.text == "Which colour?"
    assert shop.state["data"] == {"files": ["a.pdf"]}
