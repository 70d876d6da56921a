"""A ward on several channels, and the house's own conversations in it."""

from pathlib import Path

from sqlmodel import Session, select

from bot.documents.people_reader import read_people
from bot.documents.plan_reader import read_plan
from bot.services.invites import invite
from bot.services.obligations import lay_out
from bot.services.people import import_people
from bot.services.plan import import_plan
from bot.services.ward import ChannelFacts, Ward
from handlers.house import ROUTER
from storage.accounts import keep_account
from storage.files import FileStore
from storage.tables import Person, Seat
from tests.ward import NOW, ZONE, WardTalk

SAMPLES = Path(__file__).parents[1] / "samples"
AN = "Lê Minh An"
WARD = Ward(
    ZONE,
    FileStore(Path("unused")),
    "https://ward.example",
    channels={
        "swift": ChannelFacts("Swift", lambda facts, code: f"https://swift.example/{facts['name']}?c={code}"),
        "post": ChannelFacts("Post Bot", lambda facts, _code: f"https://post.example/{facts['name']}"),
        "mute": ChannelFacts("Post Office", lambda _facts, _code: ""),
    },
)


def furnish(session: Session) -> None:
    """A plan, people, what is owed, and accounts on the channels."""
    import_plan(session, read_plan(SAMPLES / "ke-hoach-nho.txt"), source="k", sha256="", now=NOW)
    import_people(session, read_people(SAMPLES / "don-vi.csv"), NOW)
    lay_out(session, WARD, NOW)
    for channel in WARD.channels:
        keep_account(session, channel, {"name": "ward"}, NOW)
    session.flush()


def talk_on(session: Session, channel: str, chat: str = "an", locale: str = "en") -> WardTalk:
    return WardTalk(session, ROUTER, WARD, chat, channel=channel, locale=locale)


def seat_of(session: Session, name: str = AN) -> int:
    return session.exec(select(Seat).join(Person).where(Person.name == name)).one().id or 0


def come_in(talk: WardTalk, name: str = AN) -> list[str]:
    """Sign somebody in with a code of the office; what they are told."""
    code, _expires = invite(talk.session, seat_of(talk.session, name), talk.now)
    talk.hear(f"/start {code}")
    return talk.texts("yes, that is me")
