"""Finding cases by words among 10,000 and 100,000: what grows, and what it grows with.

`python -m bench.finding [N …]` fills a SQLite database with N cases of 100 units and prints one JSON line a figure:
milliseconds of CPU for a page of fifty with its count, for an officer of one unit whose 100 cases stay the same whatever N
is, and for one who sees everything.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from sqlalchemy import insert, select

from fangyuan.forms.moment import Moment
from fangyuan.store.database import Database
from fangyuan.store.ids import new_id
from fangyuan.store.installation import InstallationKey
from fangyuan.store.lists import Listing
from fangyuan.store.rows import CaseRow
from fangyuan.store.sight import EVERYTHING, Sight
from fangyuan.store.tables import Cases, Parties
from fangyuan.store.tables.base import table_of
from fangyuan.store.texts import TextQuery, put_text
from fixtures.storing import NOW, TENANT, TYPE, begun

_cases = table_of(Cases)
_ADD, _REACH = insert(_cases), insert(table_of(Parties))

OWN = 100
"""The cases of the one unit."""

WORDS = "地房水路田校医工资补偿拆迁村组楼栋街坊邻里纠纷噪音施工停车物业供暖欠薪社保养老退休低保户口"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
ASKED = (
    ("a name", TextQuery("欧阳某")),
    ("a common pair", TextQuery("施工")),
    ("two parts", TextQuery("拆迁 陈")),
    (
        "a matter like this one",
        TextQuery("", either=tuple("".join(random.Random(n).sample(WORDS, 4)) for n in range(24))),
    ),
)
ROUNDS = 7


def text(chance: random.Random) -> str:
    """The text of a case: a name and two hundred characters."""
    name = chance.choice(SURNAMES) + chance.choice(WORDS) + chance.choice(WORDS)
    return f"{name} {''.join(chance.choice(WORDS) for _ in range(200))}"


def fill(database: Database, number: int) -> None:
    """The cases: the unit's own come evenly among the others; one in a thousand has the name that is looked for.

    The first is appended as any case is; the others are its rows once more, because only finding is measured here.
    """
    chance = random.Random(7)
    every = number // OWN
    with database.begin() as uow:
        first = begun(uow, row=CaseRow(), number="first").state
        columns = dict(uow.connection.execute(select(_cases)).mappings().one())
        for n in range(number):
            unit = "own" if n % every == 0 else f"unit-{n % 99}"
            said = f"欧阳某 {text(chance)}" if n % 1000 == 0 else text(chance)
            own = {"case": new_id(), "number": f"n{n}", "unit": unit}
            uow.connection.execute(_ADD, {**columns, **own, "title": said[:30]})
            for party in (unit, "clerk"):
                uow.connection.execute(
                    _REACH, {"tenant": TENANT, "case": own["case"], "party": party, "excluded": False}
                )
            put_text(uow.bundle, uow.seals, replace(first, **own), CaseRow(text=said), known=False)
        uow.commit()


@contextmanager
def filled(number: int) -> Iterator[Database]:
    """A database with so many cases."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", InstallationKey(b"k" * 32))
        database.migrate()
        fill(database, number)
        yield database
        database.close()


def cost(database: Database, sight: Sight, sought: TextQuery) -> tuple[float, int]:
    """Milliseconds of CPU, and how many were found."""
    moment, spent, total = Moment.of(NOW, "Asia/Shanghai"), [], 0
    for _ in range(ROUNDS):
        began = time.process_time()
        with database.read() as uow:
            total = uow.cases.page(Listing(TENANT, sight, moment, (TYPE,), sought=sought)).total
        spent.append((time.process_time() - began) * 1000)
    return median(spent), total


def main(numbers: list[int]) -> None:
    """Prints the figures."""
    for number in numbers:
        with filled(number) as database:
            for who, sight in (("one unit", Sight("officer", frozenset({"own"}))), ("everything", EVERYTHING)):
                for what, sought in ASKED:
                    spent, total = cost(database, sight, sought)
                    figure = {"cases": number, "sees": who, "asked": what, "found": total, "ms": round(spent, 2)}
                    print(json.dumps(figure, ensure_ascii=False))


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [10_000, 100_000])
