"""What one say becomes on channels that can do more or less."""

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import Capabilities, Part, Unit
from bot.channels.render import is_boundary, render, split
from bot.conversation.messages import Document, Spoken

RICH = Capabilities(text_limit=4000, unit="characters", buttons=8, files=("",), links=True)
POOR = Capabilities(text_limit=60, unit="utf16", buttons=0)
FILE = Document("Kế hoạch.docx", "application/msword", "0" * 64)
CHOICES = (("3:0", "Có"), ("3:1", "Không"))
LETTERS = st.text(st.sampled_from("aệ e\u0323\u0302.\n\r 👍🏽\u200d👩🇻🇳한ᄒ\u0301"), max_size=120)


def size(text: str, unit: Unit) -> int:
    return len(text) if unit == "characters" else len(text.encode("utf-16-le")) // 2


def test_a_channel_with_buttons_files_and_room_gets_one_part() -> None:
    spoken = Spoken("Đồng chí đồng ý?", CHOICES, (FILE,), "https://a.vn/")
    assert render(7, spoken, RICH) == [Part(7, 0, "Đồng chí đồng ý?", CHOICES, (FILE,), "https://a.vn/")]


def test_a_channel_without_buttons_gets_a_numbered_menu_in_the_order_of_the_choices() -> None:
    assert render(7, Spoken("Đồng ý?", CHOICES), POOR) == [Part(7, 0, "Đồng ý?\n\n1. Có\n2. Không")]


def test_where_a_number_is_an_answer_in_itself_letters_pick_the_choices() -> None:
    assert render(7, Spoken("Bao nhiêu?", CHOICES, numbered=False), POOR) == [
        Part(7, 0, "Bao nhiêu?\n\na. Có\nb. Không")
    ]


def test_more_choices_than_buttons_become_a_menu_whose_first_are_buttons_too() -> None:
    one = Capabilities(text_limit=100, unit="characters", buttons=1)
    assert render(1, Spoken("?", CHOICES), one) == [Part(1, 0, "?\n\n1. Có\n2. Không", CHOICES[:1])]


def test_a_label_too_long_for_a_button_makes_a_menu_of_all() -> None:
    narrow = Capabilities(text_limit=100, unit="characters", buttons=2, label_limit=4)
    assert render(1, Spoken("?", CHOICES), narrow) == [Part(1, 0, "?\n\n1. Có\n2. Không")]


def test_files_that_leave_apart_go_before_the_words() -> None:
    apart = Capabilities(text_limit=100, unit="utf16", buttons=2, files=("",), files_apart=True)
    assert render(1, Spoken("Xem:", CHOICES, (FILE, FILE), "https://a.vn/"), apart) == [
        Part(1, 0, "", files=(FILE,)),
        Part(1, 1, "", files=(FILE,)),
        Part(1, 2, "Xem:\n\nhttps://a.vn/", CHOICES),
    ]
    assert render(1, Spoken("", files=(FILE, FILE)), apart) == [
        Part(1, 0, "", files=(FILE,)),
        Part(1, 1, "", files=(FILE,)),
    ]


def test_a_file_the_channel_cannot_carry_is_named_with_where_to_fetch_it() -> None:
    pictures = Capabilities(text_limit=100, unit="utf16", buttons=2, files=("image/",))
    said = render(1, Spoken("Xem:", files=(FILE,)), pictures, lambda file: f"https://a.vn/{file.sha256[:3]}")
    assert said == [Part(1, 0, "Xem:\n\n📎 Kế hoạch.docx https://a.vn/000")]


def test_a_channel_without_files_names_them() -> None:
    assert render(1, Spoken("Xem:", files=(FILE,)), POOR) == [Part(1, 0, "Xem:\n\n📎 Kế hoạch.docx")]


def test_choices_files_and_link_ride_on_the_last_part() -> None:
    small = Capabilities(text_limit=12, unit="characters", buttons=3, files=("",), links=True)
    assert render(9, Spoken("Phần thứ nhất. Phần hai.", CHOICES, (FILE,), "https://a.vn/"), small) == [
        Part(9, 0, "Phần thứ"),
        Part(9, 1, "nhất."),
        Part(9, 2, "Phần hai.", CHOICES, (FILE,), "https://a.vn/"),
    ]


def test_files_alone_still_make_a_part() -> None:
    assert render(1, Spoken("", files=(FILE,)), RICH) == [Part(1, 0, "", (), (FILE,))]


def test_text_is_cut_between_paragraphs_before_lines_and_between_sentences_before_words() -> None:
    text = "Một hai ba.\n\nBốn năm.\nSáu bảy."
    assert split(text, 22, "characters") == ["Một hai ba.", "Bốn năm.\nSáu bảy."]
    assert split("Bốn năm sáu. Bảy tám chín mười", 20, "characters") == ["Bốn năm sáu.", "Bảy tám chín mười"]


def test_the_limit_is_counted_in_the_unit_of_the_channel() -> None:
    assert split("👍👍👍", 4, "utf16") == ["👍👍", "👍"]
    assert split("👍👍👍", 4, "characters") == ["👍👍👍"]


def test_letters_made_of_several_signs_stay_whole() -> None:
    assert split("👩‍👩‍👧👩‍👩‍👧", 6, "characters") == ["👩‍👩‍👧", "👩‍👩‍👧"]
    assert split("🇻🇳🇻🇳", 3, "characters") == ["🇻🇳", "🇻🇳"]
    assert (
        split(unicodedata.normalize("NFD", "ệệ"), 4, "characters") == [unicodedata.normalize("NFD", "ệ")] * 2
    )


@given(LETTERS, st.integers(1, 40), st.sampled_from(["characters", "utf16"]))
def test_every_piece_fits_and_nothing_but_space_is_lost(text: str, limit: int, unit: Unit) -> None:
    pieces = split(text, limit, unit)
    assert all(size(piece, unit) <= max(limit, 2) for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(LETTERS, st.integers(12, 40))
def test_a_letter_that_fits_is_never_cut(text: str, limit: int) -> None:
    letters = _letters(text)
    if all(len(letter) <= limit for letter in letters):
        kept = [letter for piece in split(text, limit, "characters") for letter in _letters(piece)]
        assert _without_spaces(kept) == _without_spaces(letters)


def _without_spaces(letters: list[str]) -> list[str]:
    """A space goes where a text is cut, be it joined to the letter before it."""
    return [bare for one in letters if (bare := one.strip())]


def _letters(text: str) -> list[str]:
    cuts = [at for at in range(len(text) + 1) if is_boundary(text, at)]
    return [text[start:end] for start, end in pairwise(cuts)]
