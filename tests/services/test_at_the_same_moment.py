"""Two people who decide at the same moment, each in a transaction of their own, on PostgreSQL."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import Session, col, select

from bot.errors import NotAllowed
from bot.services.extensions import ask_longer, give_longer, refuse_longer
from bot.services.handing_matters import of_task
from bot.services.handing_over import accept, ask_over
from storage.database import Database
from storage.extensions import find_request
from storage.obligations import settle_obligations
from storage.people import Officer, find_officer
from storage.plan import parts_by_unit
from storage.tables import Extension, Handover, Obligation, PlanItem
from storage.vocabulary import Decision, ObligationState
from tests.databases import migrated
from tests.services.longer import DUE, DUNG, EM, MORNING, WANTED, asked, governed, report
from tests.services.owing import CULTURE, WARD, WORKS

Work = Callable[[Session], str]


@pytest.fixture
def ward_database(postgres: str) -> Iterator[Database]:
    database = migrated(postgres)
    with database.session() as session:
        governed(session)
    yield database
    database.close()


def at_once(database: Database, *works: Work) -> list[str]:
    """What each came to; the first try of each begins when all are there."""
    met = Barrier(len(works))
    waited: set[int] = set()

    def together(number: int, work: Work) -> Work:
        def run(session: Session) -> str:
            session.connection()
            if number not in waited:
                waited.add(number)
                met.wait(10)
            try:
                return work(session)
            except NotAllowed as error:
                return f"no: {error}"

        return run

    async def all_of_them() -> list[str]:
        return await asyncio.gather(
            *(database.write(together(n, work), key=str(n)) for n, work in enumerate(works))
        )

    return asyncio.run(all_of_them())


def officer(session: Session, chat: str) -> Officer:
    found = find_officer(session, "web", chat, WARD.day(MORNING))
    assert found is not None
    return found


def test_of_two_leaders_one_decides(ward_database: Database) -> None:
    with ward_database.session() as session:
        number = asked(session).id

    def give(session: Session) -> str:
        request = find_request(session, number)
        assert request is not None
        done = give_longer(session, WARD, request, to=WANTED, person_id=DUNG, now=MORNING)
        return "given" if done else "late"

    def refuse(session: Session) -> str:
        request = find_request(session, number)
        assert request is not None
        return (
            "refused"
            if refuse_longer(session, WARD, request, answer="", person_id=EM, now=MORNING)
            else "late"
        )

    said = at_once(ward_database, give, refuse)
    assert sorted(said) in (["given", "late"], ["late", "refused"])
    with ward_database.session() as session:
        (row,) = session.exec(select(Extension)).all()
        assert (row.decision is Decision.AGREED) == ("given" in said)
        assert (report(session).due == WANTED) == ("given" in said)


def test_of_two_who_ask_for_the_same_one_request_stands(ward_database: Database) -> None:
    def ask(chat: str, days: int) -> Work:
        def work(session: Session) -> str:
            one, wanted = report(session).id or 0, WANTED + timedelta(days=days)
            ask_longer(session, WARD, officer(session, chat), one, wanted=wanted, reason="x", now=MORNING)
            return "asked"

        return work

    assert at_once(ward_database, ask("an", 0), ask("giang", 1)) == ["asked", "asked"]
    with ward_database.session() as session:
        found = [row.decision for row in session.exec(select(Extension).order_by(col(Extension.id)))]
    assert found == [Decision.REPLACED, Decision.ASKED]


def test_of_two_units_that_take_over_from_each_other_one_does(ward_database: Database) -> None:
    with ward_database.session() as session:
        item = session.get(PlanItem, 2)
        assert item is not None
        for unit, to, chat in ((WORKS, CULTURE, "bình"), (CULTURE, WORKS, "an")):
            ask_over(session, WARD, of_task(unit, item), to, officer(session, chat), reason="", now=MORNING)

    def take(number: int, chat: str) -> Work:
        def work(session: Session) -> str:
            accept(session, WARD, number, officer(session, chat), MORNING)
            return "taken"

        return work

    said = at_once(ward_database, take(1, "an"), take(2, "bình"))
    assert said.count("taken") == 1, said
    with ward_database.session() as session:
        decided = sorted(row.decision for row in session.exec(select(Handover)))
        assert decided == [Decision.AGREED, Decision.REPLACED]
        taking = [unit for unit, parts in parts_by_unit(session).items() if 2 in parts]
        assert len(taking) == 1
        wanted = select(Obligation.unit_id).where(
            Obligation.item_id == 2,
            Obligation.period_code == "2026",
            Obligation.state == ObligationState.OPEN,
        )
        assert [*session.exec(wanted)] == taking


def test_longer_given_while_the_report_arrives_changes_no_date(ward_database: Database) -> None:
    with ward_database.session() as session:
        number = asked(session).id

    with ward_database.session() as leader:
        request = find_request(leader, number)
        assert request is not None
        with ward_database.session() as reporting:
            settle_obligations(reporting, [request.obligation.id or 0], ObligationState.MET, MORNING)
        assert not give_longer(leader, WARD, request, to=WANTED, person_id=DUNG, now=MORNING)
    with ward_database.session() as session:
        assert (report(session).due, report(session).arming) == (DUE, 0)


def test_accepted_by_two_of_the_unit_it_goes_over_once(ward_database: Database) -> None:
    with ward_database.session() as session:
        item = session.get(PlanItem, 2)
        assert item is not None
        ask_over(
            session, WARD, of_task(WORKS, item), CULTURE, officer(session, "bình"), reason="", now=MORNING
        )

    def take(chat: str) -> Work:
        def work(session: Session) -> str:
            accept(session, WARD, 1, officer(session, chat), MORNING)
            return "taken"

        return work

    assert at_once(ward_database, take("an"), take("giang")).count("taken") == 1
