"""Looking for cases: by number, name, matter or any words of what was written, and by a whole phone or identity number."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from fangyuan.casework.findable import bare, kept_paths, telling_paths
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.access import fields_seen
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.pages import Named, Onward, WorkRow
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.rows import people_fields
from fangyuan.casework.sounding import typed_sounds
from fangyuan.engine.masking import FieldSight, roles_of
from fangyuan.kinds.cleaning import narrow
from fangyuan.model.conditions import AllOf, Atom, Condition, Not, Op
from fangyuan.model.pack import FieldRight
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import Listing
from fangyuan.store.texts import TextQuery

START = Onward()

MOST = 50
"""As many cases as a search shows."""

LONGEST = 100
"""As many characters as are looked for."""

_CODE = re.compile(r"([A-Z]+)\d{4}-\d+$")
"""How numbers of cases are written that begin with the code of their jurisdiction."""

_NUMBER = re.compile(r"\d{6,}[\dX]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; `closed` None for both, `case_type` and the dates (received from, up to) empty for any."""

    words: str
    closed: bool | None = None
    case_type: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The newest cases that were found, how many there are in all (`capped`: more than that), and the types to choose from.

    `elsewhere` is the title of the jurisdiction whose numbers begin as what was looked for and not found.
    """

    rows: tuple[WorkRow, ...] = ()
    total: int = 0
    capped: bool = False
    types: tuple[Named, ...] = ()
    next: Onward = START
    elsewhere: str = ""


def search(office: Office, me: Identity, asked: Asked, now: datetime, behind: Onward = START) -> Found:
    """The cases that the officer may see and in which all of the words stand, the newest first.

    An answer that is masked from the officer does not help to find a case; a sealed phone or identity number is found as
    a whole, unless it is hidden from them altogether.
    """
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        types = tuple(sorted((Named(key, _title(desk, key)) for key in desk.packs), key=lambda one: one.title))
        if not asked.words.strip():
            return Found(types=types)
        pages = [uow.cases.page(replace(listing, cursor=behind.after)) for listing in _listings(desk, asked)]
        lines: list[CaseLine] = [line for page in pages for line in page.rows]
        lines.sort(key=lambda line: (line.registered_at, line.case), reverse=True)
        shown = lines[:MOST]
        following = (shown[-1].registered_at, shown[-1].case) if len(shown) == MOST else ()
        total, capped = sum(page.total for page in pages), any(page.capped for page in pages)
        elsewhere = "" if total else _elsewhere(desk, asked.words)
        return Found(RowMaker(desk).cases(shown), total, capped, types, Onward(following), elsewhere)


def _elsewhere(desk: Desk, words: str) -> str:
    """Whose number it would be: that of another jurisdiction by the code that it begins with, whether there is one or not."""
    begun = _CODE.match(narrow(words).strip().upper())
    if begun is None:
        return ""
    others = (one for one in desk.uow.directory.tenants().values() if one.tenant != desk.tenant.tenant and one.code)
    fits = [one for one in others if begun[1].startswith(one.code.upper())]
    return max(fits, key=lambda one: len(one.code)).title if fits else ""


def _title(desk: Desk, case_type: str) -> str:
    return desk.packs[case_type].case_types[case_type].title


def _listings(desk: Desk, asked: Asked) -> Iterator[Listing]:
    """One list for each way in which the officer sees."""
    for sight, types in desk.sights.items():
        wanted = tuple(one for one in types if asked.case_type in ("", one))
        if wanted:
            yield Listing(
                desk.tenant.tenant, sight, desk.moment(), wanted,
                condition=_narrowed(asked), sought=query_for(desk, wanted, asked.words), limit=MOST,
            )  # fmt: skip


def query_for(desk: Desk, types: Iterable[str], words: str, *, numbers: bool = True) -> TextQuery:
    """The words as this officer may ask for them in cases of these types; without `numbers` no sealed answer is asked for,
    which would have to be written down.
    """
    number = whole_number(words) if numbers else ""
    types = tuple(types)
    kept: list[tuple[str, str]] = []
    sealed: list[tuple[str, str]] = []
    for key in types:
        pack = desk.packs[key]
        case_type = pack.case_types[key]
        sight = fields_seen(desk.person, pack, case_type, desk.directory, desk.today)
        kept += ((key, path) for path in sorted(kept_paths(pack, case_type)) if sight.sees(path))
        sealed += ((key, path) for path in telling_paths(case_type) if sight.right(path) is not FieldRight.HIDE)
    sounds = typed_sounds(words)
    named = tuple(names_read(desk, types)) if sounds else ()
    return TextQuery(words, (number,) if number else (), tuple(kept), tuple(sealed), sounds=sounds, named=named)


def names_read(desk: Desk, types: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(case type, path) of the names that the officer may read."""
    for key in types:
        pack = desk.packs[key]
        sight = FieldSight(pack.case_types[key], roles_of(pack, desk.person))
        paths = (f"{people}.name" for people, _ in people_fields(pack.case_types[key]))
        yield from ((key, path) for path in paths if sight.sees(path))


def whole_number(words: str) -> str:
    """The number that the words are, where they are a whole phone or identity number; else blank."""
    number = bare(words)
    return number if _NUMBER.fullmatch(number) else ""


def _narrowed(asked: Asked) -> Condition:
    """The filters as a condition."""
    atoms: list[Condition] = []
    if asked.closed is not None:
        atoms.append(Atom("case.closed", Op.CONST, asked.closed))
    if asked.since:
        atoms.append(Not(Atom("case.received_on", Op.BEFORE, asked.since)))
    if asked.until:
        atoms.append(Not(Atom("case.received_on", Op.AFTER, asked.until)))
    return AllOf(tuple(atoms))
