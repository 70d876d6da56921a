"""How somebody wants to be spoken to: in which language, and on which of their channels."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat, End, Flow, Next, Sorry, Start
from bot.errors import NotAllowed
from bot.services.addresses import in_order, prefer
from bot.services.desk import Desk
from bot.services.roles import channel_name
from bot.texts import LOCALES, N_, _, explain, short_date, speaking
from handlers.linking import names, unlinked
from storage.people import delete_identity, list_identities
from storage.tables import Identity, Person

MOST = 6


def _language(chat: Chat[Desk], answer: Answer) -> Reply:
    wanted = answer.text.strip().lower()
    if wanted not in LOCALES:
        languages = (Choice("/language vi", "Tiếng Việt"), Choice("/language en", "English"))
        return Say(_("Which language shall I use?"), languages)
    return _speak(chat, wanted)


def _speak(chat: Chat[Desk], locale: str) -> Say:
    """Use `locale` in this chat from now on, and for what an officer is told unasked."""
    chat.memory["locale"] = locale
    if chat.desk.officer is not None:
        person = chat.desk.session.get(Person, chat.desk.officer.person_id)
        if person is not None:
            person.locale = locale
    with speaking(locale):
        return Say(_("I will use this language from now on."))


def _channels(chat: Chat[Desk], _answer: Answer) -> Say:
    """Every channel of an officer, in which order they are tried, and what they may do about it."""
    identities = _own(chat)
    order = in_order(chat.desk.session.get(Person, _person_id(chat)), identities)
    best = order[0] if order else None
    lines = [_describe(chat, identity, chosen=identity is best) for identity in identities]
    tried = list(dict.fromkeys(each.channel for each in order))
    if len(tried) > 1:
        lines.append(
            _("I write to {first} first; where that does not arrive, to: {others}.", **_said(chat, tried))
        )
    choices = [
        Choice(
            f"/prefer {channel}", _("Reach me on {channel}", channel=channel_name(chat.desk.ward, channel))
        )
        for channel in sorted(tried[1:])
    ]
    if unlinked(chat):
        choices.append(Choice("/link", _("Link another channel")))
    choices += [
        Choice(f"/unlink {each.id}", _("Unlink {channel}", channel=_dated(chat, each))) for each in identities
    ]
    return Say("\n".join([_("You are linked on these channels:"), *lines]), tuple(choices[:MOST]))


def _said(chat: Chat[Desk], tried: list[str]) -> dict[str, str]:
    return {"first": names(chat, tried[:1]), "others": names(chat, tried[1:])}


def _describe(chat: Chat[Desk], identity: Identity, *, chosen: bool) -> str:
    channel = _dated(chat, identity)
    if not identity.reachable:
        return _("⚠️ {channel}: messages no longer arrive there.", channel=channel)
    return _("✅ {channel}: reminders go here.", channel=channel) if chosen else channel


def _dated(chat: Chat[Desk], identity: Identity) -> str:
    """The channel and since when, as one person may use it in two places."""
    since = short_date(identity.linked_at.astimezone(chat.desk.ward.zone).date())
    if (identity.channel, identity.chat) == (chat.address.channel, chat.address.chat):
        return _(
            "{channel}, here, since {date}",
            channel=channel_name(chat.desk.ward, identity.channel),
            date=since,
        )
    return _("{channel}, since {date}", channel=channel_name(chat.desk.ward, identity.channel), date=since)


def _prefer(chat: Chat[Desk], answer: Answer) -> Reply:
    channel = answer.text.strip()
    if not channel:
        return _channels(chat, answer)
    try:
        prefer(chat.desk.session, _person_id(chat), channel)
    except NotAllowed as error:
        return Say(explain(error), (Choice("/channels", _("My channels")),))
    return Say(_("✅ From now on I reach you on {channel}.", channel=channel_name(chat.desk.ward, channel)))


def _unlink(chat: Chat[Desk], answer: Answer) -> Reply:
    chosen = next((each for each in _own(chat) if str(each.id) == answer.text.strip()), None)
    if chosen is None:
        return _channels(chat, answer)
    if (chosen.channel, chosen.chat) == (chat.address.channel, chat.address.chat):
        return Start("sign_out")
    return Start("unlink", {"identity": chosen.id}, afresh=True)


class Unlink:
    """Whether another of their channels shall go back to being a citizen's."""

    def ask(self, chat: Chat[Desk]) -> Say:
        chosen = _chosen(chat)
        channel = _dated(chat, chosen) if chosen is not None else ""
        return Say(
            _("Unlink {channel}? You will need a new code to link it again.", channel=channel),
            (Choice("yes", _("Yes, unlink")), Choice("no", _("Keep it linked"))),
        )

    def take(self, chat: Chat[Desk], answer: Answer) -> Next:
        if answer.choice not in ("yes", "no"):
            return Sorry(_("Please pick one of the choices below."))
        chosen = _chosen(chat)
        if answer.choice == "no" or chosen is None:
            return End((Say(_("Your channels stay as they are.")),))
        delete_identity(chat.desk.session, chosen.channel, chosen.chat)
        return End(
            (
                Say(
                    _(
                        "✅ {channel} is no longer linked.",
                        channel=channel_name(chat.desk.ward, chosen.channel),
                    )
                ),
            )
        )


def _own(chat: Chat[Desk]) -> list[Identity]:
    return list_identities(chat.desk.session, _person_id(chat)) if chat.desk.officer is not None else []


def _chosen(chat: Chat[Desk]) -> Identity | None:
    return next((each for each in _own(chat) if each.id == chat.data.get("identity")), None)


def _person_id(chat: Chat[Desk]) -> int:
    assert chat.desk.officer is not None
    return chat.desk.officer.person_id


def _signed_in(chat: Chat[Desk]) -> bool:
    return chat.desk.officer is not None


PART: Part[Desk] = Part(
    flows=(Flow.of("unlink", Unlink),),
    commands=(
        Command(
            "/channels",
            _channels,
            ("kenh", "kenh cua toi", "kenh lien lac", "channels", "my channels"),
            _signed_in,
            N_("My channels"),
        ),
        Command("/prefer", _prefer, allowed=_signed_in),
        Command("/unlink", _unlink, allowed=_signed_in),
        Command("/language", _language, ("ngon ngu", "doi ngon ngu", "language"), label=N_("Language")),
        Command("/vietnamese", lambda chat, _answer: _speak(chat, "vi"), ("tieng viet", "vietnamese")),
        Command("/english", lambda chat, _answer: _speak(chat, "en"), ("english", "tieng anh")),
    ),
)
