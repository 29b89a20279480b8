"""The invented council while it is being made up: its chance, its children, the rows of its lists."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from fernshire_codes import CODES, TEAMS

from inspector_app.domain.journey import age_on

INSPECTION = date(2026, 11, 2)
SINCE = date(2026, 5, 2)

Row = dict[str, object]


@dataclass
class Child:
    """One invented child: what every list repeats, and whether list 6 tells of it yet."""

    number: int
    gender: str
    ethnicity: str
    birth: date
    disabled: str
    needs: Row | None = None

    def person(self) -> Row:
        """Returns the columns that lists 1 to 10 begin with."""
        age = age_on(self.birth, INSPECTION)
        gender = CODES["gender"][2] if age < 0 else self.gender
        told = {"id": self.number, "gender": gender, "ethnicity": self.ethnicity, "birth": self.birth}
        return told | {"age": age, "disability": self.disabled}


@dataclass
class Council:
    """The council while it is being invented: one source of chance, and the rows of each list."""

    chance: random.Random
    lists: dict[int, list[Row]] = field(default_factory=lambda: {number: [] for number in range(1, 12)})
    children: list[Child] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)

    def add(self, number: int, child: Child, **columns: object) -> Row:
        """Adds one row on a child to a list."""
        self.lists[number].append(child.person() | columns)
        return self.lists[number][-1]

    def one(self, name: str) -> str:
        """Returns one value of a code set, weighed where the set says so."""
        return self.weighed(CODES[name])

    def weighed(self, values: dict[str, int] | tuple[str, ...]) -> str:
        """Returns one of the values; a dictionary gives their weights."""
        if isinstance(values, dict):
            return self.chance.choices(tuple(values), tuple(values.values()))[0]
        return self.chance.choice(values)

    def likely(self, percent: int) -> bool:
        """Returns True in so many cases of a hundred."""
        return self.chance.randrange(100) < percent

    def yes(self, percent: int) -> str:
        """Returns the code for yes in so many cases of a hundred, else for no."""
        return "a) Yes" if self.likely(percent) else "b) No"

    def between(self, first: date, last: date) -> date:
        """Returns a day from first to last."""
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def lately(self, start: date, end: date, within: int) -> date:
        """Returns a day within so many days before the end, but not before the start."""
        return self.between(max(start, end - timedelta(days=within)), end)

    def allocated(self, service: str) -> Row:
        """Returns team and worker of one service."""
        team = self.weighed(TEAMS[service])
        return {"team": team, "worker": f"SW-{self.chance.randint(1, 240):03}"}


def family_of(council: Council, *, oldest: int = 16) -> list[Child]:
    """Returns brothers and sisters: one ethnicity, births well apart, now and then one not born yet."""
    ethnicity = council.one("ethnicity")
    size = council.chance.choices((1, 2, 3, 4, 5), (42, 30, 17, 8, 3))[0]
    if council.likely(4):
        birth = INSPECTION + timedelta(days=council.chance.randint(10, 130))
    else:
        birth = INSPECTION - timedelta(days=council.chance.randint(200, oldest * 365))
    family: list[Child] = []
    while len(family) < size and age_on(birth, INSPECTION) < oldest:
        family.append(child_of(council, ethnicity, birth))
        birth -= timedelta(days=council.chance.randint(400, 1500))
    return family or [child_of(council, ethnicity, birth)]


def child_of(council: Council, ethnicity: str, birth: date) -> Child:
    number = council.chance.randint(100_000, 999_999)
    while number in council.numbers:
        number = council.chance.randint(100_000, 999_999)
    council.numbers.add(number)
    disabled = "a) Yes" if council.likely(7) else "b) No"
    gender = council.weighed({CODES["gender"][0]: 51, CODES["gender"][1]: 49})
    child = Child(number, gender, ethnicity, birth, disabled)
    council.children.append(child)
    return child


def open_need(council: Council, family: list[Child], start: date, service: str) -> None:
    need, team = council.one("need"), council.allocated(service)
    for child in family:
        seen = council.lately(start, INSPECTION, 40)
        child.needs = council.add(
            6, child, start=start, need=need, seen=seen, status="c) Child in need plan", **team
        )
