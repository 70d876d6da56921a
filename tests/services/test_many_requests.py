"""What a look costs does not grow with the requests that wait."""

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bot.services.pushes import look
from storage.tables import Handover
from storage.vocabulary import Role
from tests.services.longer import MORNING, governed, seat
from tests.services.owing import BINH, SCHOOL, WARD, WORKS


@pytest.mark.parametrize("linked", [True, False])
def test_a_look_reads_no_more_for_ten_hand_overs_than_for_one(memory_session: Session, linked: bool) -> None:
    governed(memory_session)
    seat(memory_session, "Lan", Role.FOCAL, SCHOOL, linked=linked)
    read: list[int] = []
    for many in (1, 10):
        for _one in range(many):
            memory_session.add(
                Handover(item_id=2, from_unit=WORKS, to_unit=SCHOOL, asked_by=BINH, asked_at=MORNING)
            )
        memory_session.flush()
        look(memory_session, WARD, MORNING)
        memory_session.commit()
        statements: list[str] = []

        def count(*execution: object, statements: list[str] = statements) -> None:
            statements.append(str(execution[2]))

        event.listen(memory_session.get_bind(), "before_cursor_execute", count)
        look(memory_session, WARD, MORNING)
        event.remove(memory_session.get_bind(), "before_cursor_execute", count)
        read.append(len(statements))
    assert read[0] == read[1]
