"""The office hears of a vendor's limits before they bite, once a level."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Address
from bot.services.alarms import open_alarms
from bot.services.quotas import Usage, note_sent, usage
from bot.services.ward import ChannelFacts, Ward
from storage.accounts import count_sent
from storage.conversations import keep_state
from storage.tables import Outbox
from storage.vocabulary import Role
from tests.ward import signed_in

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)


@pytest.fixture
def limited(ward: Ward) -> Ward:
    """A ward whose one channel may send a hundred messages a month, to ten people."""
    facts = ChannelFacts("Kênh", lambda _facts, _code: "", per_month=100, most_chats=10)
    return replace(ward, channels={"post": facts, "free": replace(facts, per_month=0, most_chats=0)})


def told(session: Session) -> list[str]:
    return [row.say["text"] for row in session.exec(select(Outbox).order_by(Outbox.id))]  # type: ignore[arg-type]


def chats(session: Session, first: int, last: int) -> None:
    for number in range(first, last + 1):
        keep_state(session, "post", str(number), {}, NOW)


def test_the_office_is_told_at_four_fifths_at_nearly_all_and_at_the_end(
    session: Session, limited: Ward
) -> None:
    signed_in(session, "Nguyễn Văn Mẫu", Role.OFFICE)
    heard: dict[int, str] = {}
    for sent in range(1, 103):
        note_sent(session, limited, "post", 1, NOW)
        if len(told(session)) > len(heard):
            heard[sent] = told(session)[-1]
    assert heard == {
        80: "⚠️ Kênh: đã dùng 80/100 tin của tháng này; hết số tin thì kênh này ngừng gửi.",
        95: "⚠️ Kênh: đã dùng 95/100 tin của tháng này; hết số tin thì kênh này ngừng gửi.",
        100: "⚠️ Kênh: đã dùng hết 100 tin của tháng này. Từ nay đến đầu tháng sau, liên hệ qua kênh khác "
        "hoặc điện thoại.",
    }
    assert open_alarms(session) == [heard[100]]


def test_a_long_message_that_passes_two_levels_is_told_of_once(session: Session, limited: Ward) -> None:
    signed_in(session, "Nguyễn Văn Mẫu", Role.OFFICE)
    note_sent(session, limited, "post", 97, NOW)
    assert [text[:21] for text in told(session)] == ["⚠️ Kênh: đã dùng 97/1"]


def test_a_new_month_in_the_wards_zone_begins_the_count_anew(session: Session, limited: Ward) -> None:
    signed_in(session, "Nguyễn Văn Mẫu", Role.OFFICE)
    last_minute = datetime(2026, 6, 30, 16, 59, tzinfo=UTC)
    note_sent(session, limited, "post", 100, last_minute)
    note_sent(session, limited, "post", 1, last_minute + timedelta(minutes=1))
    assert told(session)[1:] == ["✅ Kênh: sang tháng mới, kênh này gửi tin lại được."]
    assert open_alarms(session) == []
    note_sent(session, limited, "post", 80, last_minute + timedelta(days=1))
    assert told(session)[2:] == [
        "⚠️ Kênh: đã dùng 81/100 tin của tháng này; hết số tin thì kênh này ngừng gửi."
    ]


def test_the_office_is_told_when_few_people_more_may_come_and_when_none(
    session: Session, limited: Ward
) -> None:
    signed_in(session, "Nguyễn Văn Mẫu", Role.OFFICE)
    heard = []
    for last in range(1, 12):
        chats(session, last, last)
        for _again in range(2):
            note_sent(session, limited, "post", 1, NOW)
        heard.append(len(told(session)))
    assert heard == [0] * 7 + [1, 1, 2, 2]
    assert told(session) == [
        "⚠️ Kênh: đã có 8 người dùng, tối đa 10; đồng chí hướng dẫn người mới sang kênh khác.",
        "⚠️ Kênh: đã có 10 người dùng, chỉ được phép 10; đồng chí hướng dẫn người mới sang kênh khác.",
    ]


def test_the_warning_goes_by_another_channel_where_there_is_one(session: Session, limited: Ward) -> None:
    signed_in(session, "Nguyễn Văn Mẫu", Role.OFFICE)
    note_sent(session, limited, "post", 80, NOW)
    (row,) = session.exec(select(Outbox)).all()
    assert Address(row.channel, row.chat) == Address("web", "an")


def test_what_was_used_can_be_asked_and_a_channel_without_limits_costs_nothing(
    session: Session, limited: Ward
) -> None:
    chats(session, 1, 3)
    for channel in ("post", "free", "web"):
        note_sent(session, limited, channel, 2, NOW)
    assert usage(session, limited, NOW) == [Usage("post", "Kênh", 2, 100, 3, 10)]
    assert [count_sent(session, channel, "2026-06", 0) for channel in ("free", "web")] == [0, 0]
