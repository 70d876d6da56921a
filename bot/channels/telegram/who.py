"""Which bot we are on Telegram: the id stands in the token, the name in what the vendor last said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from storage.accounts import accounts
from storage.database import Database

NAME = "telegram"


@dataclass
class Who:
    """Us; the name is known once the line has begun, or from an earlier run."""

    id: int
    database: Database
    _username: str | None = field(default=None, repr=False)

    @property
    def username(self) -> str:
        """Our name without the @, "" where it was never told."""
        if self._username is None:
            with Session(self.database.reader) as session:
                self._username = accounts(session).get(NAME, {}).get("username", "")
        return self._username

    def learn(self, facts: Mapping[str, str]) -> None:
        self._username = facts.get("username", "")

    def is_called(self, name: str) -> bool:
        """Whether this is our name; case does not count."""
        return bool(self.username) and name.casefold() == self.username.casefold()
