"""What the operator should know of the official account: tokens, papers, webhook, template."""

from collections.abc import Iterator, Sequence

from bot.channels.port import Checked
from bot.channels.zalo_oa.client import Client, Data
from bot.channels.zalo_oa.zns import SENDABLE, Templates, slots_in, unfilled
from bot.errors import ChannelError
from bot.texts import _


async def examine(client: Client, templates: Templates, webhook: str) -> Sequence[Checked]:
    """Look at the account; no token is renewed that still works."""
    pair = await client.tokens.looked_at()
    if pair is None:
        return [Checked(_("Zalo OA: the first token is exchanged at the next start.")), _webhook(webhook)]
    if pair.is_lost:
        return [
            Checked(
                _("Zalo OA: Zalo no longer renews our tokens, so nothing can be sent there."),
                _(
                    "An administrator of the account opens developers.zalo.me → Tools → API Explorer, takes "
                    "a new refresh token of the account, puts it into BOT_ZALO_OA_REFRESH_TOKEN, and starts "
                    "the assistant again."
                ),
                True,
            )
        ]
    try:
        told = await client.get("/v2.0/oa/getoa")
    except ChannelError as error:
        return [_silent(error)]
    found = [*_account(told), _webhook(webhook)]
    return [*found, *await _template(client, templates)]


def _account(told: Data) -> Iterator[Checked]:
    name = str(told.get("name") or told.get("oa_id") or told.get("oaid") or "")
    yield Checked(_("Zalo OA: the tokens work; the account is “{name}”.", name=name))
    if not told.get("is_verified"):
        yield Checked(
            _("Zalo OA: the account is not verified."),
            _("Send its papers: oa.zalo.me → Settings → Verify account. Much is closed to it until then."),
        )
    if package := str(told.get("package_name") or ""):
        until = str(told.get("package_valid_through_date") or "?")
        yield Checked(_("Zalo OA: its package is {package}, until {until}.", package=package, until=until))


def _webhook(url: str) -> Checked:
    text = _("Zalo OA: Zalo calls us at {url}.", url=url)
    if url.startswith("https://"):
        return Checked(text)
    advice = _(
        "It must be an https address: set BOT_PUBLIC_URL, and enter it at developers.zalo.me → Webhook."
    )
    return Checked(text, advice, True)


async def _template(client: Client, templates: Templates) -> list[Checked]:
    if not templates.template_id:
        return [Checked(_("Zalo OA: no template is set, so nobody is written to after seven silent days."))]
    try:
        info = await templates.info()
        quota = await client.get_zns("/message/quota", {})
    except ChannelError as error:
        return [_silent(error)]
    checked = []
    status = str(info.get("status") or "?")
    if status != SENDABLE:
        checked.append(
            Checked(
                _("Zalo OA: template {id} has the state {status}.", id=templates.template_id, status=status),
                _("Only an enabled template can be sent: look at it in the template manager of Zalo."),
                True,
            )
        )
    if missing := unfilled(slots_in(info)):
        checked.append(
            Checked(
                _(
                    "Zalo OA: template {id} wants what we do not know: {names}.",
                    id=templates.template_id,
                    names=", ".join(missing),
                ),
                _("Register one with the parameters named in docs/zalo-oa.md."),
                True,
            )
        )
    left, daily = quota.get("remainingQuota"), quota.get("dailyQuota")
    if left is not None:
        left_today = _(
            "Zalo OA: {left} of {daily} templates may still be sent today.", left=left, daily=daily
        )
        checked.append(Checked(left_today))
    return checked


def _silent(error: ChannelError) -> Checked:
    return Checked(
        _("Zalo OA: Zalo does not answer as it should ({detail}).", detail=error.values["detail"]),
        _("What the number means, and where to mend it, is in docs/zalo-oa.md."),
        True,
    )
