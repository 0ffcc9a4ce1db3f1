"""How the cost of each page that an officer opens grows with the cases that are there: 10,000, 100,000, a million.

`python -m bench.growth [N …]`: milliseconds of CPU a page, with the statements sent to the database and the steps that SQLite takes
(hundreds of instructions, the same on a busy machine), in the town of `bench.town`. The pages are those of `browser/pages.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from bench.measuring import Figure, Run, alone, spent
from bench.town import COUNTY, Town, begin, grown
from fangyuan.app import make_web
from fangyuan.casework.admitting import standing
from fangyuan.casework.identity import Identity

PAGES = Path(__file__).parents[1] / "browser" / "pages.toml"
EVERY = 100
"""One step of a count is so many instructions of SQLite."""
MOST, FREE = 1.5, 100
"""A page grows where its steps are more than so many times what they were among the fewest, and so many more."""
MOST_MS, FREE_MS = 2.0, 10.0
"""The same of its milliseconds, of which the index of words takes some that are no steps."""
COUNTING = ("/dashboard", "/reports", "/leader", "/targets")
"""Pages that count cases, and so must read what they count."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an officer, and the number of the case that it is about."""

    name: str
    path: str
    person: str
    case: str = ""


@dataclass(slots=True)
class Watch:
    """What the database is asked."""

    statements: int = 0
    steps: int = 0

    def over(self, engine: Engine) -> None:
        """Counts from now on."""
        event.listen(engine, "before_cursor_execute", self._asked)

    def _asked(self, connection: Any, *_: Any) -> None:
        self.statements += 1
        connection.connection.dbapi_connection.set_progress_handler(self._stepped, EVERY)

    def _stepped(self) -> None:
        self.steps += 1


@dataclass(slots=True)
class Desks:
    """The browsers of those who work in a town."""

    town: Town
    watch: Watch = field(default_factory=Watch)
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch.over(self.town.office.database.engine)
        self.app = make_web(self.town.office, self.town.settings)

    app: Any = field(init=False)

    def open(self, page: Page) -> None:
        """Opens a page; it must be there."""
        answer = self._client(page.person).get(page.path.format(case=self._case(page.case)))
        assert answer.status_code == 200, (page, answer.status_code)

    def watched(self, page: Page) -> tuple[int, int]:
        """What a page that was opened before asks of the database: (statements, steps)."""
        self.open(page)
        self.watch.statements = self.watch.steps = 0
        self.open(page)
        return self.watch.statements, self.watch.steps

    def _client(self, person: str) -> FlaskClient:
        if person not in self.clients:
            self.clients[person] = client = self.app.test_client()
            found = standing(self.town.office, Identity(COUNTY, person), self.town.office.clock.now())
            with client.session_transaction() as session:
                session["tenant"], session["person"] = COUNTY, person
                session["stamp"] = found.stamp if found else ""
        return self.clients[person]

    def _case(self, number: str) -> str:
        asked = text('SELECT "case" FROM cases WHERE tenant = :tenant AND number = :number')
        with self.town.office.database.engine.connect() as connection:
            found = connection.execute(asked, {"tenant": COUNTY, "number": number}).scalar()
        return found or ""


def pages(people: Mapping[str, str]) -> Iterator[Page]:
    """The pages that are opened by their address alone, by those who work in the county."""
    for entry in tomllib.loads(PAGES.read_text("utf-8"))["page"]:
        opened = "click" not in entry and entry.get("status", 200) == 200 and entry.get("as") in people
        if opened:
            yield Page(entry["name"], entry["path"], people[entry["as"]], entry.get("case", ""))


def people_of(town: Town) -> dict[str, str]:
    """Who signs in as whom."""
    asked = text("SELECT login, person FROM accounts WHERE tenant = :tenant")
    with town.office.database.engine.connect() as connection:
        return {row.login: row.person for row in connection.execute(asked, {"tenant": COUNTY})}


def verdict(page: Page, steps: list[int], ms: list[float]) -> str:
    """What the growth is."""
    grew = steps[-1] > MOST * steps[0] + FREE
    slower = ms[-1] > MOST_MS * ms[0] + FREE_MS
    if not grew and not slower:
        return "does not grow"
    said = "counts what it shows" if page.path.startswith(COUNTING) else "**grows**"
    return f"{said}: {steps[0]:,} → {steps[-1]:,} steps"


def figure(desks: Mapping[int, Desks], page: Page, rounds: int) -> Figure:
    """One page among all numbers of cases, in turn."""
    asked = {cases: desk.watched(page) for cases, desk in desks.items()}
    found = [[spent(partial(desk.open, page)) for desk in desks.values()] for _ in range(rounds)]
    ms = [median(column) for column in zip(*found, strict=True)]
    steps = [counted for _, counted in asked.values()]
    more = {
        "statements": {str(cases): statements for cases, (statements, _) in asked.items()},
        "steps": {str(cases): counted for cases, (_, counted) in asked.items()},
    }
    return Figure(
        figure=f"page {page.name}",
        ours=ms[-1],
        cases=max(desks),
        curve=dict(zip(desks, ms, strict=True)),
        verdict=verdict(page, steps, ms),
        more=more,
    )


def figures(run: Run) -> Iterator[Figure]:
    """Every page."""
    first = begin(run.seeds.folder)
    desks = {cases: Desks(grown(first, run.seeds.folder, cases)) for cases in run.sizes}
    for page in pages(people_of(next(iter(desks.values())).town)):
        yield figure(desks, page, run.rounds)
    for desk in desks.values():
        desk.town.office.database.close()


if __name__ == "__main__":
    alone(figures)
