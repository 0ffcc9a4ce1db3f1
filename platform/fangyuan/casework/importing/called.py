"""What files call units and officers: by title, and where several bear one, as pages tell them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fangyuan.kinds.cleaning import line
from fangyuan.model.once import once_each_of
from fangyuan.model.world import Directory, Person, Tenant, Unit


@dataclass(frozen=True, slots=True)
class Called:
    """Units, or officers, by what a file may call them; `several` are the texts that mean more than one, and how each is told apart."""

    ids: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def id(self, text: str) -> str:
        """Who is meant; a text that nobody is called stays as it is."""
        return self.ids.get(_plain(text), text)

    def meant(self, text: str) -> tuple[str, ...]:
        """How each of those is told apart whom a text may mean; nothing where it means one, or nobody."""
        return self.several.get(_plain(text), ())


@once_each_of(8)
def called(directory: Directory, home: Tenant) -> Mapping[str, Called]:
    """Units and officers, by kind of field. A unit of the jurisdiction itself goes before others of its title, as on pages."""
    own = home.tenant
    units = [one for one in directory.units.values() if one.active]
    people = [one for one in directory.people.values() if one.active and one.tenant == own]
    return {
        "unit": _called((one.unit, one.title, _unit(one, own, directory), one.tenant != own) for one in units),
        "officer": _called((one.person, one.name, _officer(one, directory), False) for one in people),
    }


def _called(each: Iterable[tuple[str, str, str, bool]]) -> Called:
    """Of (id, title, title with where they belong, whether they belong elsewhere)."""
    by_title: dict[str, list[tuple[bool, str, str]]] = {}
    by_whole: dict[str, list[str]] = {}
    for name, title, whole, elsewhere in each:
        by_title.setdefault(_plain(title), []).append((elsewhere, name, whole))
        by_whole.setdefault(_plain(whole), []).append(name)
    ids = {whole: names[0] for whole, names in by_whole.items() if len(names) == 1}
    several = dict[str, tuple[str, ...]]()
    for title, found in by_title.items():
        nearest = [one for one in found if one[0] == min(found)[0]]
        if len(nearest) == 1:
            ids[title] = nearest[0][1]
        else:
            several[title] = tuple(whole for *_, whole in nearest)
    return Called({text: name for text, name in ids.items() if text not in several}, several)


def _unit(unit: Unit, home: str, directory: Directory) -> str:
    where = unit.parent if unit.tenant == home else unit.tenant
    return f"{unit.title}（{directory.name(where)}）" if where else unit.title


def _officer(person: Person, directory: Directory) -> str:
    return f"{person.name}（{directory.name(person.units[0])}）" if person.units else person.name


def _plain(text: str) -> str:
    """A text in one line, without blanks, with brackets of one sort."""
    return line(text).replace(" ", "").replace("(", "（").replace(")", "）")
