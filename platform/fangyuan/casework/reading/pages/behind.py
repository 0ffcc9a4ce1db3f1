"""The cases behind a number: those that the viewer may see, page by page, and how it comes about from them."""

from dataclasses import dataclass

from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.onward import Onward
from fangyuan.casework.reading.pages.work import WorkRow


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another jurisdiction brings to a number: how many cases, which nobody here may look at, and the figure of them."""

    tenant: Named
    cases: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindPage:
    """A page of the cases behind a number.

    `said` is the number. `sort` tells how it comes about from the cases: `count`, `sum`, `average`, `days`, `entries`,
    `distinct`, or of a rate `part`, `whole` and `missing`, which is in the whole and not in the part. `total` are the cases
    of this jurisdiction, `elsewhere` has those of the others. `several`: some of them are counted in it more than once.
    """

    rows: tuple[WorkRow, ...]
    total: int
    page: int
    pages: int
    said: str = ""
    sort: str = "count"
    several: bool = False
    elsewhere: tuple[Elsewhere, ...] = ()
    next: Onward = Onward()
