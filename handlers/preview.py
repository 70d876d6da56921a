"""What is going to be said and when, if nothing is reported: to oneself, or about a unit."""

from collections.abc import Sequence
from datetime import timedelta

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.errors import BadInput
from bot.language.normalise import fold_line
from bot.services.coming import coming
from bot.services.desk import Desk
from bot.services.preview import Preview
from bot.services.preview_whom import Whom, unit_called
from bot.services.standing import units_of
from bot.services.units import UnitBook
from bot.texts import N_, _, explain, long_date, shorten
from storage.tables import Unit
from storage.vocabulary import Role

PAGE, MOST_PAGES = 5, 8
AHEAD = timedelta(days=60)
LONGEST = 90
OF_UNIT = ("lich nhac cua ", "reminders of ")
# Followed by a unit's name it asks the same; by anything else, something else.
NAMING = "lich nhac "


def _mine(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/mypreview`, or a page of it (`/mypreview p2`)."""
    desk = chat.desk
    assert desk.officer is not None
    _rest, page = _page(answer.text)
    found = _coming(chat, Whom(person_id=desk.officer.person_id), page)
    shown = found[PAGE * (page - 1) : PAGE * page]
    if not shown:
        return _nothing_for_me(chat, page)
    lines = [_("If nothing is reported until then, I will write to you on:"), *map(_line, shown)]
    return Say("\n".join(lines), (*_more(found, page, "/mypreview"), *_ways(chat)))


def _of_unit(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/preview UNIT`, or a page of it; a unit by its code or any of its names."""
    said, page = _page(answer.text)
    if not said:
        return _mine(chat, answer)
    try:
        unit = unit_called(chat.desk.session, said)
    except BadInput as error:
        return Say(explain(error))
    found = _coming(chat, Whom(unit_id=unit.id), page)
    shown = found[PAGE * (page - 1) : PAGE * page]
    if not shown:
        return _nothing_for_unit(unit, page)
    lines = [_("If nothing is reported until then, I will write about {unit} on:", unit=unit.name)]
    lines += [_line_to(each) for each in shown]
    return Say("\n".join(lines), (*_more(found, page, f"/preview {unit.code}"), _board()))


def _asked_of_unit(chat: Chat[Desk], text: str) -> Reply | None:
    """“lịch nhắc của …”, from whoever may ask it."""
    folded = fold_line(text)
    start = next((start for start in (*OF_UNIT, NAMING) if folded.startswith(start)), None)
    if start is None or not _oversees(chat):
        return None
    said = " ".join(text.split()[len(start.split()) :])
    if start == NAMING and UnitBook(chat.desk.session).find(said) is None:
        return None
    return _of_unit(chat, Answer(said))


def _coming(chat: Chat[Desk], for_whom: Whom, page: int) -> list[Preview]:
    """As many as it takes to know whether there is another page."""
    desk = chat.desk
    return coming(desk.session, desk.ward, for_whom, desk.now, AHEAD, most=PAGE * page + 1)


def _line(each: Preview) -> str:
    return _("{day}: {what}", day=long_date(each.at.date()), what=shorten(each.subject, LONGEST))


def _line_to(each: Preview) -> str:
    what = shorten(each.subject, LONGEST)
    return _("{day} → {to}: {what}", day=long_date(each.at.date()), to=each.to, what=what)


def _more(found: Sequence[Preview], page: int, command: str) -> tuple[Choice, ...]:
    if len(found) <= PAGE * page or page >= MOST_PAGES:
        return ()
    return (Choice(f"{command} p{page + 1}", _("Show more")),)


def _ways(chat: Chat[Desk]) -> tuple[Choice, ...]:
    if not _units(chat):
        return (_board(),)
    return Choice("/update", _("Report now")), Choice("/tasks", _("My tasks"))


def _units(chat: Chat[Desk]) -> list[int]:
    return units_of(chat.desk.officer) if chat.desk.officer is not None else []


def _board() -> Choice:
    return Choice("/board", _("Board"))


def _nothing_for_me(chat: Chat[Desk], page: int) -> Say:
    if page > 1:
        return Say(_("There is no more in the coming {n} days.", n=AHEAD.days), _ways(chat))
    return Say(
        _(
            "I have nothing to remind you of in the coming {n} days: nothing of yours falls due soon. "
            "Once something does, you see here on which days I will write.",
            n=AHEAD.days,
        ),
        _ways(chat),
    )


def _nothing_for_unit(unit: Unit, page: int) -> Say:
    if page > 1:
        return Say(_("There is no more in the coming {n} days.", n=AHEAD.days), (_board(),))
    return Say(
        _(
            "I have nothing to write about {unit} in the coming {n} days: nothing it owes falls due soon.",
            unit=unit.name,
            n=AHEAD.days,
        ),
        (_board(),),
    )


def _page(text: str) -> tuple[str, int]:
    """What was said, and the page that stands behind it."""
    said, _space, last = text.strip().rpartition(" ")
    number = last[1:3] if last[:1] == "p" else ""
    if number.isascii() and number.isdigit() and last[1:] == number:
        return said.strip(), min(MOST_PAGES, max(1, int(number)))
    return text.strip(), 1


def _oversees(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.OFFICE, Role.LEADER)


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/mypreview",
            _mine,
            (
                "lich nhac cua toi",
                "lich nhac",
                "khi nao toi bi nhac",
                "bao gio toi bi nhac",
                "sap toi nhac gi",
                "sap toi nhac toi gi",
            ),
            lambda chat: chat.desk.officer is not None,
            N_("Reminders to come"),
        ),
        Command("/preview", _of_unit, allowed=_oversees),
    ),
    recognisers=(_asked_of_unit,),
    aside=(_asked_of_unit,),
)
