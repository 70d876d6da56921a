"""The ledger of a unit and a day: what was owed, and all that happened to each entry."""

from dataclasses import dataclass, replace
from datetime import date

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.errors import AssistantError
from bot.language.normalise import fold_line
from bot.language.one_day import read_day
from bot.services.account import Account, Owing, account
from bot.services.account_words import brief, headline, subject, whole
from bot.services.desk import Desk
from bot.services.preview_whom import unit_called
from bot.services.standing import units_of
from bot.texts import N_, _, explain, shorten
from storage.plan import list_units
from storage.tables import Period, Unit
from storage.vocabulary import Role

ENTRIES, UNITS, LINES = 4, 5, 6
LONGEST_LABEL = 40
# As many words as a day is said in.
LONGEST_DAY = 6
WORDS = ("so nhac viec", "so viec")


@dataclass(frozen=True)
class _Wanted:
    """What stands behind `/ledger`: a unit, a day, one entry, a page."""

    unit: str = ""
    day: date | None = None
    entry: int | None = None
    page: int = 1

    def command(self, code: str, day: date) -> str:
        parts = ("/ledger", code, day.isoformat(), f"#{self.entry}" if self.entry else "", f"p{self.page}")
        return " ".join(part for part in parts if part and part != "p1")


def show_ledger(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/ledger`, `/ledger UNIT`, `/ledger UNIT DATE`; one entry (`#12`) and a page (`p2`) may follow."""
    desk = chat.desk
    today = desk.ward.day(chat.now)
    try:
        wanted = _read(answer.text, today)
        unit = _unit(desk, wanted)
        if unit is None:
            return _which_unit(desk, wanted)
        told = account(desk.session, desk.ward, unit, wanted.day or today, chat.now)
    except AssistantError as error:
        return Say(explain(error))
    one = next((each for each in told.owing if each.one.id == wanted.entry), None)
    return _overview(desk, told, wanted) if one is None else _entry(desk, told, one, wanted)


def recognise_ledger(chat: Chat[Desk], text: str) -> Reply | None:
    """“Sổ việc <đơn vị> [ngày]”."""
    folded = fold_line(text)
    found = next((words for words in WORDS if folded.startswith(f"{words} ")), None)
    if found is None or not _may(chat):
        return None
    return show_ledger(chat, Answer(" ".join(text.split()[len(found.split()) :])))


def _overview(desk: Desk, told: Account, wanted: _Wanted) -> Say:
    if not told.owing:
        return Say(_("{unit} owed nothing on that day.", unit=told.unit.name))
    shown = told.owing[ENTRIES * (wanted.page - 1) : ENTRIES * wanted.page]
    lines = [headline(told, desk.ward), *(brief(each, told.day) for each in shown)]
    code = told.unit.code
    choices = [
        Choice(_Wanted(entry=each.one.id).command(code, told.day), shorten(subject(each), LONGEST_LABEL))
        for each in shown
    ]
    if len(told.owing) > ENTRIES * wanted.page:
        following = replace(wanted, page=wanted.page + 1).command(code, told.day)
        choices.append(Choice(following, _("Show others")))
    return Say("\n".join(lines) if shown else _("There is no more."), tuple(choices))


def _entry(desk: Desk, told: Account, each: Owing, wanted: _Wanted) -> Say:
    period = desk.session.get(Period, each.one.period_code) if each.one.period_code else None
    lines = whole(told, each, period, desk.ward)
    shown = lines[LINES * (wanted.page - 1) : LINES * wanted.page]
    choices = []
    if len(lines) > LINES * wanted.page:
        following = replace(wanted, page=wanted.page + 1).command(told.unit.code, told.day)
        choices.append(Choice(following, _("Show more")))
    choices.append(Choice(_Wanted().command(told.unit.code, told.day), _("All entries of that day")))
    return Say("\n".join(shown) or _("There is no more."), tuple(choices))


def _read(text: str, today: date) -> _Wanted:
    """The words that are no unit, from the end; the rest is its code or name."""
    words, wanted = text.split(), _Wanted()
    while words and (word := words[-1])[:1] in "#p" and word[1:].isascii() and word[1:].isdigit():
        number = int(word[1:10])
        wanted = replace(wanted, entry=number) if word[0] == "#" else replace(wanted, page=max(1, number))
        words.pop()
    day = None
    for length in range(1, min(LONGEST_DAY, len(words)) + 1):
        if (day := read_day(" ".join(words[-length:]), today)) is not None:
            words = words[:-length]
            break
    while day is not None and words and fold_line(words[-1]) == "ngay":
        words.pop()
    return replace(wanted, unit=" ".join(words), day=day)


def _unit(desk: Desk, wanted: _Wanted) -> Unit | None:
    """The unit meant, where whoever asks may see it; their own where they name none; None to ask which."""
    own = units_of(desk.officer) if desk.officer is not None else []
    everywhere = desk.has(Role.OFFICE, Role.LEADER)
    if wanted.unit:
        unit = unit_called(desk.session, wanted.unit)
        return unit if everywhere or unit.id in own else None
    if len(own) == 1 and not everywhere:
        return desk.session.get(Unit, own[0])
    return None


def _which_unit(desk: Desk, wanted: _Wanted) -> Say:
    own = units_of(desk.officer) if desk.officer is not None else []
    everywhere = desk.has(Role.OFFICE, Role.LEADER)
    units = [one for one in list_units(desk.session) if not one.is_group and (everywhere or one.id in own)]
    shown = units[UNITS * (wanted.page - 1) : UNITS * wanted.page]
    day = wanted.day or desk.ward.day(desk.now)
    choices = [Choice(_Wanted().command(one.code, day), shorten(one.name, LONGEST_LABEL)) for one in shown]
    if len(units) > UNITS * wanted.page:
        choices.append(Choice(f"/ledger {day} p{wanted.page + 1}", _("Show others")))
    if wanted.unit and not everywhere:
        return Say(_("You can see the ledger of your own units only."), tuple(choices))
    return Say(_("Whose ledger do you want to see?"), tuple(choices))


def _may(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.OFFICE, Role.LEADER, Role.FOCAL, Role.HEAD)


PART: Part[Desk] = Part(
    commands=(Command("/ledger", show_ledger, (*WORDS, "so viec cua don vi"), _may, N_("The ledger")),),
    recognisers=(recognise_ledger,),
    aside=(recognise_ledger,),
)
