"""The same question typed another way gets the same right answer."""

import unicodedata
from collections.abc import Callable

import pytest
from sqlmodel import Session

from bot.language.normalise import fold
from bot.services.answers import answer
from tests.services.questions import NOW, cases, fill_schedule
from tests.ward import ZONE

COURTESIES = ("greet", "thanks")
SHORT = {
    "không": "k",
    "được": "dc",
    "gì": "j",
    "giờ": "h",
    "với": "vs",
    "tôi": "t",
    "người": "ng",
    "bao giờ": "bh",
}


def _in_short(question: str) -> str:
    return " ".join(SHORT.get(word, word) for word in question.split())


def _politely(question: str) -> str:
    return f"dạ em chào ad, cho em hỏi {question} ạ? em cảm ơn ạ"


WAYS: dict[str, Callable[[str], str]] = {
    "without marks": fold,
    "in capitals": str.upper,
    "with marks apart": lambda question: unicodedata.normalize("NFD", question),
    "with pictures": lambda question: f"👋 {question} 😊😊!!!",
    "in short forms": _in_short,
    "politely": _politely,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_question_means_the_same_however_it_is_typed(memory_session: Session, way: str) -> None:
    fill_schedule(memory_session)
    wrong = []
    for case in cases():
        asked = WAYS[way](case.question)
        if way == "politely" and (case.intent in COURTESIES or not case.question[0].isalnum()):
            continue
        said = answer(memory_session, asked, NOW, ZONE)
        if not case.is_met(said.intent, said.meetings):
            wrong.append((asked, said.intent.value, said.meetings))

    assert wrong == []
