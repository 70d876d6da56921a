"""What the doctor asks the Zalo Bot Platform, and what to press where something is not right."""

from collections.abc import Iterator, Sequence

from bot.channels.port import Checked
from bot.channels.zalo_bot.client import BAD_REQUEST, NOT_FOUND, UNAUTHORIZED, Client, Reply
from bot.errors import ChannelError
from bot.texts import _

_SAID_ENOUGH = 426


async def examine(client: Client, hook_url: str) -> Sequence[Checked]:
    """Who we are and how we are heard; an unanswered call is a finding too."""
    try:
        me = await client.ask("getMe")
        if not me.is_ok:
            return [_not_us(me)]
        name = str(me.about.get("display_name") or me.about.get("account_name", ""))
        known = Checked(_("Zalo Bot: the token works, the bot is {name}.", name=name))
        webhook = await client.ask("getWebhookInfo")
        heard = list(_by_polling(webhook) if not hook_url else _by_webhook(webhook, hook_url))
        if hook_url and not heard[-1].is_trouble:
            heard += _tested(await client.ask("testWebhook"))
    except ChannelError as error:
        text = _("Zalo Bot: no answer from {api} ({detail}).", api=client.api, detail=error.values["detail"])
        advice = _("Check that this machine reaches the internet, and BOT_ZALO_BOT_API.")
        return [Checked(text, advice, True)]
    return [known, *heard]


def _not_us(reply: Reply) -> Checked:
    if reply.code in {UNAUTHORIZED, NOT_FOUND}:
        return Checked(
            _("Zalo Bot: the token is refused ({code}).", code=reply.code),
            _(
                "In Zalo open Zalo Bot Manager, choose the bot, take its token anew "
                "and put it into BOT_ZALO_BOT_TOKEN; then start again."
            ),
            True,
        )
    text = _("Zalo Bot: the platform answers with error {code}.", code=reply.code)
    return Checked(text, _("Wait a while and run doctor again."), True)


def _by_polling(reply: Reply) -> Iterator[Checked]:
    """404 is how the platform says that no webhook was ever set."""
    if reply.is_ok and reply.about.get("url"):
        yield Checked(
            _("Zalo Bot: a webhook is set, so that polling hears nothing."),
            _("It is taken away at the next start; if it comes back, the token is in use somewhere else."),
        )
    else:
        yield _heard(reply, _("Zalo Bot: heard by polling."))


def _by_webhook(reply: Reply, hook_url: str) -> Iterator[Checked]:
    if reply.is_ok and reply.about.get("url") == hook_url:
        yield Checked(_("Zalo Bot: the webhook is set to {url}.", url=hook_url))
    elif reply.is_ok and reply.about.get("url"):
        yield Checked(
            _("Zalo Bot: the webhook leads to another address than {url}.", url=hook_url),
            _("Start again to set it; if it changes back, the token is in use somewhere else."),
            True,
        )
    elif reply.is_ok or reply.code in {BAD_REQUEST, NOT_FOUND}:
        yield Checked(_("Zalo Bot: no webhook is set."), _("It is set at the next start: make run"), True)
    else:
        yield _heard(reply, "")


def _heard(reply: Reply, well: str) -> Checked:
    if reply.is_ok or reply.code in {BAD_REQUEST, NOT_FOUND}:
        return Checked(well)
    text = _("Zalo Bot: whether a webhook is set cannot be told ({code}).", code=reply.code)
    return Checked(text, _("Wait a while and run doctor again."))


def _tested(reply: Reply) -> Iterator[Checked]:
    """The outcome is inside even where all is said to be well; some bots do not know the method."""
    if reply.code == _SAID_ENOUGH:
        yield Checked(_("Zalo Bot: the webhook was tested too often today."), _("Run doctor again tomorrow."))
    elif reply.is_ok and reply.about.get("ok") is True:
        yield Checked(_("Zalo Bot: the platform reaches the webhook."))
    elif reply.is_ok:
        outcome = str(reply.about.get("outcome", "?"))[:50]
        yield Checked(
            _("Zalo Bot: the platform does not reach the webhook ({outcome}).", outcome=outcome),
            _advice(outcome),
            True,
        )


def _advice(outcome: str) -> str:
    if outcome.endswith("tls"):
        return _("Give the proxy a certificate of a known authority, with its whole chain.")
    if outcome.endswith(("403", "404")):
        return _("Let the proxy pass POST {path} on, whoever calls (Zalo calls as Java).", path="/zalo/bot")
    if outcome.endswith(("5xx", "other")):
        return _("The assistant must be running when doctor is run; then look into the log.")
    return _("Check that the name of BOT_PUBLIC_URL leads here and that port 443 is open to the internet.")
