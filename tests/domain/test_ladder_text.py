"""A ladder as the office writes it: read as meant, or refused with what to mend."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ladder import LADDERS, Ladder
from bot.domain.ladder_text import as_data, from_data, ladder_text, read_ladder
from bot.errors import BadInput
from storage.vocabulary import Role

offsets = st.sets(st.integers(1, 120), min_size=1, max_size=12).map(sorted).map(tuple)
own = st.sets(st.integers(-120, 120), max_size=11).map(lambda days: tuple(sorted({*days, 0})))
ABOVE = (Role.HEAD, Role.OFFICE, Role.LEADER)
ladders = st.builds(
    lambda first, above, again: Ladder(
        {
            Role.FOCAL: first,
            **dict(zip((role for role in ABOVE if role in above), sorted(above.values()), strict=True)),
        },
        again,
    ),
    own,
    st.dictionaries(st.sampled_from(ABOVE), offsets),
    st.integers(1, 60),
)


@pytest.mark.parametrize("kind", LADDERS)
def test_what_comes_with_the_assistant_reads_as_itself(kind: str) -> None:
    assert read_ladder(ladder_text(LADDERS[kind]), LADDERS[kind].first) == LADDERS[kind]


def test_the_ward_s_own_words_in_any_order_and_the_day_itself_is_always_there() -> None:
    assert read_ladder(
        "lanh dao: 4; nhac lai: 2; dau moi: +3, −10 ,-10\ntruong don vi:1", Role.FOCAL
    ) == Ladder({Role.FOCAL: (-10, 0, 3), Role.HEAD: (1,), Role.LEADER: (4,)}, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Who answers for it has to be reminded: begin with “{role}:”."),
        ("head: 1", "Who answers for it has to be reminded: begin with “{role}:”."),
        ("focal", "“{part}” cannot be read; write it like this: {example}."),
        ("boss: 1; focal: 0", "“{part}” cannot be read; write it like this: {example}."),
        ("focal:", "“{part}” is no row of numbers of days."),
        ("focal: 1.5", "“{part}” is no row of numbers of days."),
        ("focal: -1; focal: -2", "“{part}” names the same people twice."),
        ("focal: -121", "For “{role}” days from {least} to {most} can be set."),
        ("focal: 0; head: 0", "For “{role}” days from {least} to {most} can be set."),
        ("focal: 0; leader: 121", "For “{role}” days from {least} to {most} can be set."),
        ("focal: " + ",".join(map(str, range(13))), "At most {most} days can be set for one role."),
        ("focal: 0; leader: 1; head: 9", "“{role}” would hear of it before those below do."),
        ("focal: 0; again: 0", "What is late is said again every 1 to {most} working days."),
        ("focal: 0; again: 1, 2", "What is late is said again every 1 to {most} working days."),
    ],
)
def test_what_makes_no_ladder_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_ladder(text, Role.FOCAL)
    assert refused.value.message == sentence


def test_a_unit_hears_nothing_of_what_falls_to_the_office() -> None:
    with pytest.raises(BadInput):
        read_ladder("office: 0; head: 1", Role.OFFICE)


@given(ladders)
@settings(max_examples=50)
def test_any_ladder_is_written_and_kept_without_loss(ladder: Ladder) -> None:
    assert read_ladder(ladder_text(ladder), Role.FOCAL) == from_data(as_data(ladder)) == ladder


@given(st.text(alphabet="focalhed:;,-0123456789 \n+−", max_size=60))
@settings(max_examples=100)
def test_any_text_is_a_ladder_or_refused(text: str) -> None:
    try:
        ladder = read_ladder(text, Role.FOCAL)
    except BadInput:
        return
    assert 0 in ladder.rungs[Role.FOCAL]
