from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.figures import MOST, Measure, measures_of

TALKS = Measure("II.4/1", "100% người đứng đầu hàng năm thực hiện đối thoại trực tiếp với Nhân dân", "=", "%")
MODELS = Measure("II.4/2", "hàng năm có ít nhất 01 mô hình “Khéo tay” được công nhận", ">=", "mô hình")
TITLE = Measure("II.3/1", "Đến hết năm 2027, phường đạt chuẩn “Gần dân”", "bool", "")
ALL = (TALKS, MODELS, TITLE)


def test_a_task_that_says_the_words_of_a_figure_tells_it() -> None:
    task = "Nâng cao trách nhiệm của người đứng đầu trong thực hiện đối thoại trực tiếp với Nhân dân."
    assert measures_of(task, ALL) == (TALKS,)


def test_a_task_that_names_the_same_thing_in_quotes_tells_its_figure() -> None:
    assert measures_of("Phát động phong trào thi đua “Khéo tay” tại các khu phố.", ALL) == (MODELS,)


def test_what_is_only_met_or_not_is_no_figure() -> None:
    assert measures_of("Xây dựng phường đạt chuẩn “Gần dân” đến hết năm 2027", ALL) == ()


def test_a_task_about_something_else_tells_none() -> None:
    assert measures_of("Mở hòm thư góp ý. Hòm thư", ALL) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=5))
def test_never_more_than_can_be_asked_and_only_what_was_given(task: str, texts: list[str]) -> None:
    measures = [Measure(f"I.1/{at}", text, "=", "%") for at, text in enumerate(texts)]
    found = measures_of(task, measures)
    assert len(found) <= MOST
    assert set(found) <= set(measures)
