"""Any way through an update: presses, words and files at random never fail, and only “send” stores."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bot.conversation.messages import Attachment, Spoken
from tests.memory import memory_engine
from tests.reporting import file, seed, stored, talk, ward_at
from tests.ward import WardTalk

WORDS = (
    "/update",
    "/update 2.1",
    "cập nhật",
    "2.1",
    "2.1 xong 80%, đã phát động",
    "1.1 vướng mắc",
    "đối thoại",
    "đang làm",
    "hoàn thành",
    "vướng mắc",
    "80",
    "-5",
    "101",
    "12,5",
    "9" * 30,
    "quay lại",
    "huỷ",
    "trợ giúp",
    "bỏ qua",
    "xong",
    "a" * 1001,
    "😀 \u202e<script>",
    "đã biên nhận",
    "/history 2.1",
)
BAD = Attachment("x.exe", problem="không nhận")
MOVES = (
    st.tuples(st.just("press"), st.integers(0, 5))
    | st.tuples(st.just("old"), st.integers(0, 5))
    | st.tuples(st.just("say"), st.sampled_from(WORDS) | st.text(max_size=30))
    | st.tuples(st.just("files"), st.sampled_from(("a.pdf", "b.pdf", "x.exe")))
)


def seeded(session: Session) -> None:
    seed(session, ward_at(Path("unused")))


@contextmanager
def an_officer() -> Iterator[WardTalk]:
    engine = memory_engine(seeded)
    with tempfile.TemporaryDirectory() as folder, Session(engine, expire_on_commit=False) as session:
        yield talk(session, ward_at(Path(folder)))
    engine.dispose()


@settings(max_examples=25, deadline=None)
@given(st.lists(MOVES, min_size=5, max_size=14))
def test_any_walk_answers_and_stores_nothing_unless_sent(moves: list[tuple[str, object]]) -> None:
    with an_officer() as chat:
        said: list[Spoken] = chat.hear("/update")
        earlier = said
        for kind, what in moves:
            before, count, pressed = said, len(stored(chat.session)), ""
            if kind in ("press", "old"):
                assert isinstance(what, int)
                choices = (said if kind == "press" else earlier)[-1].choices
                if not choices:
                    continue
                value, pressed = choices[what % len(choices)]
                said = chat.hear(press=value)
            elif kind == "files":
                said = chat.hear(files=(BAD if what == "x.exe" else file(str(what)),))
            else:
                said = chat.hear(str(what))
            assert said
            assert all(each.text.strip() for each in said)
            if len(stored(chat.session)) > count:
                assert before[-1].choices[0][1] == "Gửi"
                assert pressed in ("Gửi", "")
                assert kind != "files"
            earlier = before
