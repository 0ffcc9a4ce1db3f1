"""Finding cases by words: what grows, and what it grows with.

`python -m bench.finding [N …]`: milliseconds of CPU for a page of fifty with its count, for an officer of one unit whose 100 cases
stay the same whatever N is, and for one who sees everything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from bench.measuring import Figure, Run, alone, curve
from bench.seeds import WORDS
from fangyuan.forms.moment import Moment
from fangyuan.store.database import Database
from fangyuan.store.lists import Listing
from fangyuan.store.sight import EVERYTHING, Sight
from fangyuan.store.texts import TextQuery
from fixtures.storing import NOW, TENANT, TYPE

ASKED = (
    ("a name", TextQuery("欧阳某")),
    ("a common pair", TextQuery("施工")),
    ("two parts", TextQuery("拆迁 陈")),
    (
        "a matter like this one",
        TextQuery("", either=tuple("".join(random.Random(n).sample(WORDS, 4)) for n in range(24))),
    ),
)
READERS = (("one unit", Sight("officer", frozenset({"own"}))), ("everything", EVERYTHING))


def found(database: Database, sight: Sight, sought: TextQuery) -> int:
    """How many are found; the first page of them is read."""
    with database.read() as uow:
        return uow.cases.page(Listing(TENANT, sight, Moment.of(NOW, "Asia/Shanghai"), (TYPE,), sought=sought)).total


def figures(run: Run) -> Iterator[Figure]:
    """Each question for each reader at each number of cases."""
    for who, sight in READERS:
        for what, sought in ASKED:
            told = [partial(found, run.seeds.rows(cases), sight, sought) for cases in run.sizes]
            counted = {str(cases): one() for cases, one in zip(run.sizes, told, strict=True)}
            yield curve(f"finding, who sees {who}: {what}", run, told, more={"found": counted})


if __name__ == "__main__":
    alone(figures)
