"""A channel where people cannot send documents, and the links somebody gets there."""

from urllib.parse import urlsplit

from bot.conversation.messages import Address
from bot.services.desk import ChannelFacts, open_desk
from bot.services.upload_links import upload_link
from storage.vocabulary import Role
from tests.runtime.house import House
from tests.ward import signed_in

NARROW = "narrow"
FACTS = ChannelFacts("Kênh hẹp", lambda _facts, _code: "", receives_files=False)
CHANNELS = {NARROW: FACTS}


def sign_in(house: House, chat: str = "an", name: str = "Lê An") -> None:
    """Let somebody who reports sign in on the narrow channel."""
    with house.database.session() as session:
        signed_in(session, name, Role.FOCAL, f"Đơn vị của {name}", chat, channel=NARROW)


def given_link(house: House, chat: str = "an") -> str:
    """The path of the link this chat is given now."""
    with house.database.session() as session:
        link = upload_link(open_desk(session, house.ward, Address(NARROW, chat), house.now))
    assert link is not None
    return urlsplit(link).path
