"""Earlier cases that look like what is being registered: the same people, the same matter. The machine shows them and why;
whether it is the same matter is for an officer to say (Regulation 2022, Art. 19).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from fangyuan.casework.findable import bare, telling_paths
from fangyuan.casework.identifying import numbers_of
from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.pages import WorkRow
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.reading.searching import names_read, query_for
from fangyuan.casework.rows import names_of, people_fields
from fangyuan.casework.sounding import sound_of
from fangyuan.engine.masking import FieldSight, roles_of
from fangyuan.engine.placement import SHELF
from fangyuan.forms.paths import is_at_or_below, values_at
from fangyuan.model.later import later
from fangyuan.model.pack import FieldRight
from fangyuan.model.procedure import CaseType
from fangyuan.store.finding import parts
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import Listing
from fangyuan.store.texts import TextQuery

if TYPE_CHECKING:
    from rapidfuzz import fuzz
else:
    fuzz = later("rapidfuzz.fuzz")

MOST = 8
"""As many cases as are shown."""

CANDIDATES = 60
"""As many cases, the newest first, as are compared: of those with one of the people, and of those with words of the matter."""

MOST_PEOPLE = 200
"""As many people as are looked for; a joint case may name hundreds."""

AT_ONCE = 25
"""As many of them as one question to the index names."""

MOST_NUMBERS = 2 * MOST_PEOPLE
"""As many phone and identity numbers as are compared: two of each of them."""

FEWEST_SIGNS = 5
"""What is shorter is no whole phone or identity number yet, and is compared with none."""

SHINGLE = 4
"""As many characters together as make two matters worth comparing."""

MOST_SHINGLES = 24

MOST_MATTERS = 6
"""As many texts of a case as are compared."""

CLOSE = 60
"""From which likeness (0 to 100) two matters look alike."""

_TEXTS = ("text", "long-text")


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that looks like this one, and why: titles of phone and identity fields that are the same, whether a name is or
    only sounds the same, and how alike the matter is (0 to 100; 0 where it is not).
    """

    row: WorkRow
    closed: bool
    same: tuple[str, ...] = ()
    same_name: bool = False
    same_sound: bool = False
    matter: int = 0

    @property
    def weight(self) -> int:
        """How near the top it stands: a number tells people apart, a name does not."""
        return 100 * bool(self.same) + 40 * self.same_name + 20 * self.same_sound + self.matter


@dataclass(frozen=True, slots=True)
class Traits:
    """What a case is compared by: phone and identity numbers with their paths, names, the texts of the matter,
    the numbers that it bears `elsewhere` with their paths.
    """

    numbers: Mapping[str, str]
    names: tuple[str, ...]
    matters: tuple[str, ...]
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to compare."""
        return bool(self.numbers or self.names or self.matters or self.elsewhere)


def traits_of(case_type: CaseType, answers: Mapping[str, Any], sight: FieldSight | None = None) -> Traits:
    """What these answers are compared by, as far as `sight` may read them."""
    numbers = {
        bare(value): path
        for path in telling_paths(case_type)
        if sight is None or sight.right(path) is not FieldRight.HIDE
        for value in values_at(answers, path)
        if isinstance(value, str) and value
    }
    names = tuple(name for path, name in names_of(answers, case_type) if sight is None or sight.sees(path))
    told = numbers_of(case_type, "", answers).items()
    elsewhere = {one.number: path for path, one in told if sight is None or sight.sees(path)}
    return Traits(numbers, names, _matters(case_type, answers, sight), elsewhere)


def traits_asked(case_type: CaseType, answers: Mapping[str, Any]) -> Traits:
    """The same of a new case, with no more whole numbers than are compared."""
    mine = traits_of(case_type, answers)
    whole = ((number, path) for number, path in mine.numbers.items() if len(number) >= FEWEST_SIGNS)
    return replace(mine, numbers=dict(islice(whole, MOST_NUMBERS)))


def alike(desk: Desk, key: str, mine: Traits) -> tuple[Alike, ...]:
    """The cases that the officer may see and that look like a new case of the type, the likest first."""
    bearers = _bearers(desk, key, mine)
    lines = {line.case: line for line in (*_candidates(desk, mine), *lines_seen(desk, bearers))} if mine else {}
    states = desk.uow.cases.states(desk.tenant.tenant, list(lines))
    rows, found = RowMaker(desk), []
    for case, line in lines.items():
        if one := _compared(desk, rows, line, states[case].answers, mine, bearers.get(case, "")):
            found.append((one.weight, line.registered_at, one))
    found.sort(key=lambda each: each[:2], reverse=True)
    return tuple(one for _, _, one in found[:MOST])


def chosen_lines(desk: Desk, cases: Collection[str]) -> tuple[Alike, ...]:
    """Cases that an officer chose though they look alike no more, of those that they may see."""
    rows = RowMaker(desk)
    lines = {one.case: one for one in lines_seen(desk, cases)}
    return tuple(Alike(rows.case(line), line.closed_at is not None) for line in lines.values())


def _candidates(desk: Desk, mine: Traits) -> Iterator[CaseLine]:
    """Cases worth comparing: for each way in which the officer sees, a question to the index about the matter, and one
    about every so many people.
    """
    shingles, groups = _shingles(mine.matters), tuple(_groups(mine))
    for sight, types in desk.sights.items():
        asked, named = query_for(desk, types, ""), tuple(names_read(desk, types))
        people = (
            TextQuery("", numbers, asked.kept, asked.sealed, names, tuple(map(sound_of, names)), named)
            for numbers, names in groups
        )
        for sought in (*people, TextQuery("", kept=asked.kept, either=shingles)):
            if sought:
                listing = Listing(
                    desk.tenant.tenant, sight, desk.moment(), types, sought=sought, limit=CANDIDATES, counted=False
                )
                yield from desk.uow.cases.page(listing).rows


def _groups(mine: Traits) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Numbers and names, so many at a time."""
    numbers, names = tuple(mine.numbers)[:MOST_NUMBERS], mine.names[:MOST_PEOPLE]
    for first in range(0, max(len(numbers), len(names)), AT_ONCE):
        yield numbers[first : first + AT_ONCE], names[first : first + AT_ONCE]


def _bearers(desk: Desk, key: str, mine: Traits) -> Mapping[str, str]:
    """The cases that bear one of the numbers elsewhere already, each with the path of the answer."""
    known = desk.uow.sources.known(desk.tenant.tenant, key, mine.elsewhere)
    return {one.case: mine.elsewhere[number] for number, found in known.items() for one in found}


def lines_seen(desk: Desk, cases: Collection[str]) -> Iterator[CaseLine]:
    """Of these cases those that the officer may see, in each way in which they see."""
    for sight in desk.sights if cases else ():
        yield from desk.uow.cases.lines(desk.tenant.tenant, sorted(cases), desk.moment(), sight).values()


def _compared(
    desk: Desk, rows: RowMaker, line: CaseLine, answers: Mapping[str, Any], mine: Traits, bears: str
) -> Alike | None:
    """One case beside this one; None where they are not alike. `bears` is the path of a number elsewhere that is the same."""
    names = rows.names(line)
    if names is None:
        return None
    sight = FieldSight(names.case_type, roles_of(names.pack, desk.person))
    theirs = traits_of(names.case_type, answers, sight)
    same = dict.fromkeys(
        names.case_type.fields[path].title for number, path in theirs.numbers.items() if number in mine.numbers
    )
    if bears and (path := _borne_at(bears, mine, theirs)) in names.case_type.fields and sight.sees(path):
        same[names.case_type.fields[path].title] = None
    same_name = bool({*mine.names} & {*theirs.names})
    same_sound = not same_name and bool({*map(sound_of, mine.names)} & {*map(sound_of, theirs.names)})
    likeness = max((_likeness(a, b) for a in mine.matters for b in theirs.matters), default=0)
    if not (same or same_name or same_sound or likeness):
        return None
    return Alike(rows.case(line), line.closed_at is not None, tuple(same), same_name, same_sound, likeness)


def _borne_at(bears: str, mine: Traits, theirs: Traits) -> str:
    """Where the other case bears the number of a path of this one: another form may ask for it elsewhere."""
    number = next(number for number, path in mine.elsewhere.items() if path == bears)
    return theirs.elsewhere.get(number, bears)


def _matters(case_type: CaseType, answers: Mapping[str, Any], sight: FieldSight | None) -> tuple[str, ...]:
    """The texts of the summary and the long texts, each written in one way, without what is said of people."""
    people = tuple(path for path, _ in people_fields(case_type))
    paths = [
        path
        for path, field in case_type.fields.items()
        if field.kind in _TEXTS and (path in case_type.summary or field.kind == "long-text") and not field.sensitive
        if not any(is_at_or_below(path, one) for one in (*people, SHELF)) and (sight is None or sight.sees(path))
    ]
    texts = ("".join(parts(str(value))) for path in paths for value in values_at(answers, path) if value)
    return tuple(dict.fromkeys(text for text in texts if len(text) >= SHINGLE))[:MOST_MATTERS]


def _shingles(matters: tuple[str, ...]) -> tuple[str, ...]:
    """Runs of characters, spread evenly over the matter."""
    every = dict.fromkeys(text[at : at + SHINGLE] for text in matters for at in range(len(text) - SHINGLE + 1))
    step = max(1, len(every) // MOST_SHINGLES)
    return tuple(every)[::step][:MOST_SHINGLES]


def _likeness(mine: str, theirs: str) -> int:
    """How alike two texts are, 0 where they are not: as a whole, or one as a part of the other."""
    part = fuzz.partial_ratio(mine, theirs) * 0.9 if min(len(mine), len(theirs)) >= 3 * SHINGLE else 0
    best = int(max(fuzz.ratio(mine, theirs), part))
    return best if best >= CLOSE else 0
