"""Coming in: a welcome, signing in with a code once name and unit are confirmed, and signing out."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.errors import NotAllowed
from bot.language.intents import Intent
from bot.language.understand import understand
from bot.services.desk import Desk
from bot.services.invites import ALPHABET
from bot.services.left_open import take_open
from bot.services.plan import ward_name
from bot.services.roles import role_name
from bot.services.sign_in import TooManyTries, claim, is_first_sign_in, link, unlink
from bot.services.standing import standing
from bot.texts import _, explain
from handlers.elsewhere import offer_elsewhere
from handlers.linking import names, unlinked
from handlers.progress_draft import FLOW as PROGRESS
from storage.people import Officer, find_officer
from storage.vocabulary import Role

_BARE_CODE = re.compile(rf"\s*[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\s*", re.IGNORECASE)
FLOW = "sign_in"
GREETED_WITH = 4


class Code:
    """The code somebody was given."""

    def ask(self, chat: Chat[Desk]) -> Say:
        officer = chat.desk.officer
        if officer is None:
            return Say(
                _("Please type the sign-in code you were given, for example ABCD-EFGH."), numbered=False
            )
        return Say(
            _(
                "You are signed in as {name}. To sign in as somebody else, type their code here.",
                name=officer.name,
            ),
            (Choice("/signout", _("Sign out")),),
            numbered=False,
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if not answer.text.strip():
            return Sorry(_("Please answer in words."))
        try:
            chat.data.update(_claimed(chat, answer.text))
        except TooManyTries as error:
            return End((Say(explain(error)),))
        except NotAllowed as error:
            return Sorry(explain(error))
        return Confirm


class Confirm:
    """Whether the seat the code opens is really theirs; only then is the chat linked to it."""

    def ask(self, chat: Chat[Desk]) -> Say:
        data = chat.data
        return Say(
            _(
                "Is this you? {name}, {role}, {unit}.",
                name=data.get("name", ""),
                role=role_name(Role(data.get("role", Role.CITIZEN))),
                unit=data.get("unit", ""),
            ),
            (Choice("yes", _("Yes, that is me")), Choice("no", _("No, that is not me"))),
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "no":
            sorry = _("Then nothing was linked. Please give the code to whom it is for, or tell the office.")
            return End((Say(sorry),))
        if answer.choice != "yes":
            return Sorry(_("Please pick one of the choices below."))
        desk, before = chat.desk, chat.desk.officer
        try:
            link(desk.session, desk.address, int(chat.data.get("invite", 0)), desk.now)
        except NotAllowed as error:
            return End((Say(explain(error)),))
        today = desk.ward.day(desk.now)
        officer = find_officer(desk.session, desk.address.channel, desk.address.chat, today)
        assert officer is not None
        another = before is not None and before.person_id != officer.person_id
        signed_in = replace(chat, desk=replace(desk, officer=officer))
        left = _left_open(desk, officer)
        said = [_welcomed(signed_in, officer), _next(signed_in.desk, officer)]
        if left is None:
            said = offer_elsewhere(signed_in, officer, said, None)
        return End(tuple(said), left, forget=another)


class SignOut:
    """Whether this chat shall go back to being a citizen's."""

    def ask(self, chat: Chat[Desk]) -> Say:
        return Say(
            _("Sign out here? You will need a new code to come back."),
            (Choice("yes", _("Yes, sign out")), Choice("no", _("Stay signed in"))),
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice == "no":
            return End((Say(_("You are still signed in.")),))
        if answer.choice != "yes":
            return Sorry(_("Please pick one of the choices below."))
        unlink(chat.desk.session, chat.address)
        return End((Say(_("You are signed out here. What you reported is kept.")),), forget=True)


def seats_as_text(officer: Officer) -> str:
    """Name, and every role with its unit."""
    roles: dict[str, list[str]] = {}
    for seat in officer.seats:
        if not seat.stands_for:
            roles.setdefault(seat.unit_name, []).append(role_name(seat.role))
    return ", ".join([officer.name, *(f"{', '.join(held)} {unit}" for unit, held in roles.items())])


def _welcomed(chat: Chat[Desk], officer: Officer) -> Say:
    """That they are in; the first time also where else they can be reached."""
    done = _("✅ You are signed in: {seats}.", seats=seats_as_text(officer))
    others = unlinked(chat)
    if others and is_first_sign_in(chat.desk.session, officer.person_id):
        also = _("I can also reach you on {channels}: type “link”.", channels=names(chat, others))
        done = f"{done}\n{also}"
    return Say(done)


def _next(desk: Desk, officer: Officer) -> Say:
    """What is due to whoever reports; for others, where to begin."""
    if desk.has(Role.FOCAL, Role.HEAD):
        return standing(desk.session, desk.ward, officer, desk.now)
    return Say(
        _("The board shows who has reported, who is late and what is stuck."),
        (
            Choice("/board", _("Board")),
            Choice("/deadlines", _("Due dates of reports")),
            Choice("/help", _("What can I do here?")),
        ),
    )


def _left_open(desk: Desk, officer: Officer) -> Start | None:
    """The draft that waits at one of their seats, to go on with."""
    draft = take_open(desk.session, [seat.id for seat in officer.seats], desk.now)
    if draft is None or draft["flow"] != PROGRESS:
        return None
    first = Say(_("This was left open at your seat; you can go on with it, or drop it with “huỷ”."))
    return Start(draft["flow"], draft["data"], draft["step"], (first,))


def _claimed(chat: Chat[Desk], code: str) -> dict[str, str | int]:
    """The seat a code opens, as the conversation keeps it. Raises NotAllowed."""
    good = claim(chat.desk.session, chat.address, code, chat.now)
    return {"invite": good.invite_id, "name": good.name, "unit": good.unit, "role": good.role.value}


def _with_code(chat: Chat[Desk], code: str) -> Reply:
    try:
        seat = _claimed(chat, code)
    except NotAllowed as error:
        again = () if isinstance(error, TooManyTries) else (Choice("/signin", _("Type the code again")),)
        return Say(explain(error), again)
    return Start(FLOW, seat, Confirm.__name__, afresh=True)


def _recognise_code(chat: Chat[Desk], text: str) -> Reply | None:
    """A message that is a code and nothing else."""
    return _with_code(chat, text) if _BARE_CODE.fullmatch(text) else None


def _welcome(chat: Chat[Desk], show_menu: Callable[[Chat[Desk]], Say]) -> Say:
    """Who is here, and what they can do."""
    desk, shown = chat.desk, show_menu(chat)
    if desk.officer is not None:
        hello = _("Hello {seats}.", seats=seats_as_text(desk.officer))
    elif ward := ward_name(desk.session):
        hello = _("Hello. This is the community work assistant of {ward}.", ward=ward)
    else:
        hello = _("Hello. This is the ward's community work assistant.")
    return replace(shown, text=f"{hello}\n{shown.text}")


def part(show_menu: Callable[[Chat[Desk]], Say]) -> Part[Desk]:
    """Signing in and out; `show_menu` says what the welcome goes on with."""

    def start(chat: Chat[Desk], answer: Answer) -> Reply:
        code = answer.text.strip()
        return _with_code(chat, code) if code else _welcome(chat, show_menu)

    def greet(chat: Chat[Desk], text: str) -> Reply | None:
        """An officer's greeting is answered as an officer's, with room for what is open elsewhere."""
        if chat.desk.officer is None:
            return None
        if understand(text, chat.desk.ward.day(chat.now)).intent is not Intent.GREET:
            return None
        hello = _welcome(chat, show_menu)
        return replace(hello, choices=hello.choices[:GREETED_WITH])

    return Part(
        flows=(Flow.of(FLOW, Code, Confirm), Flow.of("sign_out", SignOut)),
        commands=(
            Command("/start", start, ("bat dau", "start")),
            Command(
                "/signin",
                lambda _chat, _answer: Start(FLOW, afresh=True),
                ("dang nhap", "ma", "ma dang nhap", "nhap ma", "login", "sign in"),
            ),
            Command(
                "/signout",
                lambda _chat, _answer: Start("sign_out"),
                ("dang xuat", "logout", "log out", "sign out"),
                lambda chat: chat.desk.officer is not None,
            ),
        ),
        recognisers=(_recognise_code, greet),
    )
