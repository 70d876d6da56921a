"""What the people of a ward have heard over the years, counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.vocabulary import MessageKind, Role


@dataclass(frozen=True)
class Heard:
    """A message as one person got it, in the ward's time."""

    at: datetime
    person_id: int
    kind: MessageKind
    subject: str
    text: str


@dataclass(frozen=True)
class Tally:
    """All that was said, with what each person is and is called."""

    heard: Sequence[Heard]
    roles: Mapping[int, Role]
    names: Mapping[int, str]

    def by_kind_and_month(self) -> dict[tuple[str, str], int]:
        return dict(Counter((str(each.kind), f"{each.at:%Y-%m}") for each in self.heard))

    def by_role(self) -> dict[str, int]:
        return dict(Counter(str(self.roles[each.person_id]) for each in self.heard))

    def busiest(self) -> int:
        return Counter(each.person_id for each in self.heard).most_common(1)[0][0]

    def of(self, person_id: int) -> list[Heard]:
        return [each for each in self.heard if each.person_id == person_id]

    def routine_twice_a_day(self) -> list[tuple[int, date]]:
        """Whoever got more than one reminder or escalation on a day."""
        routine = (MessageKind.REMINDER, MessageKind.ESCALATION)
        days = Counter((each.person_id, each.at.date()) for each in self.heard if each.kind in routine)
        return sorted(day for day, n in days.items() if n > 1)

    def told(self) -> Iterator[str]:
        """What was said, in figures: by kind and month, by role, and the busiest person's whole list."""
        counts = self.by_kind_and_month()
        kinds = sorted({kind for kind, _month in counts})
        for year in sorted({month[:4] for _kind, month in counts}):
            for kind in kinds:
                months = [counts.get((kind, f"{year}-{month:02}"), 0) for month in range(1, 13)]
                yield f"{year} {kind:>12}: {' '.join(f'{n:4}' for n in months)}  = {sum(months)}"
        yield f"by role: {', '.join(f'{role} {n}' for role, n in sorted(self.by_role().items()))}"
        busiest = self.busiest()
        own = self.of(busiest)
        per_month = Counter(f"{each.at:%Y-%m}" for each in own)
        yield f"busiest: {self.names[busiest]}, {len(own)} messages, most in {per_month.most_common(1)[0]}"
