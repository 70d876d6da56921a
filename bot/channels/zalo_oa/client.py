"""Zalo's OpenAPI for an official account: one call, its token renewed once where it has gone stale."""

import hashlib
import hmac
import io
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from aiohttp import FormData

from bot.channels.http import Answer, Http
from bot.channels.zalo_oa.errors import (
    NO_PROOF,
    STALE_TOKEN,
    STALE_TOKEN_ZNS,
    TOO_MANY,
    UNTIL_MENDED,
    needs_office,
    refused,
    refused_zns,
)
from bot.channels.zalo_oa.tokens import Tokens
from bot.clock import Clock
from bot.errors import ChannelError, Refusal

Data: TypeAlias = dict[str, Any]
REMEMBERED = timedelta(hours=2)


def proof(app_secret: str, access_token: str) -> str:
    """What shows that a token is used by who knows the app's secret."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


@dataclass
class Client:
    """Calls with the account's token; `trouble` is the last thing Zalo said that only a person can mend."""

    http: Http
    tokens: Tokens
    clock: Clock
    url: str
    zns_url: str
    app_secret: str
    _proves: bool = False
    _trouble: tuple[int, datetime] | None = None

    @property
    def trouble(self) -> int | None:
        """The number of what is wrong with the account, as long as it is news."""
        if self._trouble is None or self._trouble[1] < self.clock() - REMEMBERED:
            return None
        return self._trouble[0]

    async def send(self, path: str, body: Data) -> Data:
        """Post a message; raises ChannelError where it is not taken."""
        data = await self._call(f"{self.url}{path}", json=body)
        self._trouble = None
        return data

    async def get(self, path: str, question: Mapping[str, object] | None = None) -> Data:
        """Ask for something: Zalo wants the whole question as JSON in one parameter."""
        asked = {"data": json.dumps(question, separators=(",", ":"))} if question is not None else {}
        return await self._call(f"{self.url}{path}", method="GET", params=asked)

    async def upload(self, path: str, name: str, mime: str, content: bytes) -> Data:
        """Leave a file with Zalo, to be named in a message."""

        def form() -> FormData:
            form = FormData(quote_fields=False)
            form.add_field("file", io.BytesIO(content), filename=name.replace('"', "'"), content_type=mime)
            return form

        return await self._call(f"{self.url}{path}", form=form)

    async def send_zns(self, body: Data) -> Data:
        """Post a template to a phone number."""
        return await self._call(f"{self.zns_url}/message/template", zns=True, json=body)

    async def get_zns(self, path: str, question: Mapping[str, str]) -> Data:
        return await self._call(f"{self.zns_url}{path}", zns=True, method="GET", params=question)

    async def _call(
        self, url: str, *, zns: bool = False, form: Callable[[], FormData] | None = None, **request: Any
    ) -> Data:
        """What Zalo answers; a stale token is renewed and the call made again, once."""
        stale: Collection[int] = STALE_TOKEN_ZNS | STALE_TOKEN if zns else STALE_TOKEN
        token = await self._token()
        for is_last in (False, True):
            if form is not None:
                request["data"] = form()
            answer = await self.http.call(url, headers=self._headers(token), **request)
            code = _code(answer)
            if code == 0:
                return _data(answer)
            if code in NO_PROOF and not self._proves:
                self._proves = True
            elif code in stale and not is_last:
                token = await self._token(stale=token)
            else:
                break
        if needs_office(code, zns=zns):
            self._trouble = (code, self.clock())
        raise (refused_zns if zns else refused)(code, self.clock(), after=answer.retry_after)

    def _headers(self, token: str) -> dict[str, str]:
        proved = {"appsecret_proof": proof(self.app_secret, token)} if self._proves else {}
        return {"access_token": token, **proved}

    async def _token(self, stale: str | None = None) -> str:
        """A token; while consent is lost, what was to be sent waits."""
        try:
            return await (self.tokens.access() if stale is None else self.tokens.renewed(stale))
        except ChannelError as error:
            if error.refusal is not Refusal.REJECTED:
                raise
            raise ChannelError(Refusal.TEMPORARY, str(error.values["detail"]), after=UNTIL_MENDED) from None


def _code(answer: Answer) -> int:
    """Zalo's number for what went wrong, 0 where nothing did; raises ChannelError where it gave none."""
    code = _number(answer.data.get("error")) if answer.data is not None else None
    if code:
        return code
    if answer.status == 429:
        return TOO_MANY
    if answer.status >= 500:
        raise ChannelError(Refusal.TEMPORARY, str(answer.status))
    if answer.status >= 400:
        raise ChannelError(Refusal.REJECTED, str(answer.status))
    if code is None:
        raise ChannelError(Refusal.UNCERTAIN, "no answer that can be read")
    return 0


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _data(answer: Answer) -> Data:
    data = (answer.data or {}).get("data")
    return data if isinstance(data, dict) else {}
