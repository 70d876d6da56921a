"""The menus that vendors show: what people with some roles may ask for, and nothing of one ward."""

import re

import pytest
from sqlmodel import Session

from bot.texts import speaking
from handlers.house import ROUTER, menus
from handlers.menu import for_roles
from storage.tables import Unit
from storage.vocabulary import Role
from tests.services.owing import WARD
from tests.ward import WardTalk, signed_in

NAME = re.compile(r"/[a-z0-9_]{1,31}")


def names(*roles: Role, locale: str = "vi") -> list[str]:
    return [name for name, _label in menus(locale, roles)]


@pytest.mark.parametrize("roles", [(), *((role,) for role in Role), tuple(Role)])
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_name_fits_every_vendor_and_help_comes_last(locale: str, roles: tuple[Role, ...]) -> None:
    shown = menus(locale, roles)
    assert all(NAME.fullmatch(name) and 0 < len(label) <= 60 for name, label in shown)
    assert len({name for name, _label in shown}) == len(shown)
    assert shown[-1][0] == "/help"


def test_citizens_see_nothing_of_officers() -> None:
    assert names() == names(Role.CITIZEN)
    assert "/lich" in names()
    assert not {"/update", "/board", "/channels", "/link"} & set(names())


def test_an_officer_s_own_come_first() -> None:
    focal, office = names(Role.FOCAL), names(Role.OFFICE)
    assert focal[0] == "/update"
    assert focal.index("/channels") < focal.index("/lich")
    assert "/board" not in focal
    assert "/board" in office
    assert "/update" not in office
    assert set(names(Role.FOCAL, Role.OFFICE)) == set(focal) | set(office)


@pytest.mark.parametrize("role", list(Role))
def test_whatever_the_menu_names_is_reached_from_the_help(memory_session: Session, role: Role) -> None:
    if role is not Role.CITIZEN:
        signed_in(memory_session, "An", role)
    memory_session.add(Unit(code="X", name="X"))
    talk = WardTalk(memory_session, ROUTER, WARD)
    reached: list[str] = []
    following = "/help"
    while following:
        (said,) = talk.hear(following) if following == "/help" else talk.hear(press=following)
        assert len(said.choices) <= 6
        named = [value for value, _label in said.choices]
        reached += [value for value in named if not value.startswith("/menu")]
        following = next((value for value in named if value.startswith("/menu")), "")
    assert reached == [name for name in names(role) if name != "/help"]


def test_each_locale_has_its_own_words() -> None:
    assert dict(menus("en", [Role.FOCAL]))["/update"] == "Report progress"
    with speaking("en"):
        assert dict(menus("vi", [Role.FOCAL]))["/update"] == "Cập nhật tiến độ"


def test_the_chat_s_own_menu_and_the_vendor_s_are_of_the_same_commands() -> None:
    own = [command.name for command in for_roles(ROUTER.commands, "vi", [Role.LEADER])]
    assert names(Role.LEADER) == [*own, "/help"]
