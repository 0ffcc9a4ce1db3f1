"""Letters: whether their templates can be filled, and whether anything issues them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fangyuan.compiler.proving.happening import letters_of
from fangyuan.model.later import later
from fangyuan.model.outputs import Letter
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding, listed, nearest
from fangyuan.packs.reasons import reason
from fangyuan.packs.source import Source
from fangyuan.packs.templates import TemplateUnreadable, asked_by

if TYPE_CHECKING:
    from fangyuan.packs import template_places as places
else:
    places = later("fangyuan.packs.template_places")

_FILE = "letters/letters.yaml"

Place = tuple[Mark, int]


def check_templates(pack: Pack, source: Source) -> list[Problem]:
    """Templates that cannot be read, and words of a template that the context of its letter lacks.

    A letter of a parent's, made from the parent's template, is the parent's matter.
    """
    places = _places(source)
    own = (name for name, letter in pack.letters.items() if _is_own(places.get(name), letter.template, source))
    return [problem for name in own for problem in _template(pack, name, places.get(name))]


def _is_own(place: Place | None, template: str, source: Source) -> bool:
    """Whether the letter, or its template, stands in the pack itself."""
    file = source.files.get(f"letters/{template}")
    mark = file.marks.get((), Mark(file.path)) if file is not None else None
    return place is None or _own(place[0]) or (mark is not None and _own(mark))


def check_letters(pack: Pack, source: Source) -> list[Problem]:
    """Letters of the pack itself that nothing issues."""
    issued = {letter for kind in pack.case_types.values() for letter in letters_of(kind)}
    return [
        finding("letter-unused", *_at(place), name=name)
        for name, place in _places(source).items()
        if name not in issued and _own(place[0])
    ]


def _places(source: Source) -> Mapping[str, Place]:
    file = source.files.get(_FILE)
    rows = file.data if file is not None and isinstance(file.data, list) else []
    return {
        str(row.get("letter")): (file.marks.get((index,), Mark(_FILE)), index)
        for index, row in enumerate(rows)
        if file is not None
    }


def _at(place: Place | None) -> tuple[Mark | None, str]:
    return (place[0], f"$[{place[1]}]") if place else (None, "")


def _own(mark: Mark) -> bool:
    """Whether it stands in the pack itself: files of parents are named by their pack."""
    return mark.file.startswith("letters/")


def _template(pack: Pack, name: str, place: Place | None) -> list[Problem]:
    letter = pack.letters[name]
    template = pack.files.get(letter.template)
    if template is None:
        return []
    mark, path = _at(place)
    try:
        asked = asked_by(template)
    except TemplateUnreadable as wrong:
        return [
            finding(
                "template-unreadable",
                mark,
                path,
                name=letter.template,
                **reason(str(wrong)),
                **places.place_of_fault(template),
            )
        ]
    known = letter.context
    return [
        finding("template-word-unknown", mark, path, template=letter.template, name=word, letter=name,
                near=nearest(word, known), known=listed(known), **places.place_of_word(template, (word,)))
        for word in sorted(asked.words - set(known))
    ] + [
        finding("template-part-unknown", mark, path, template=letter.template, name=".".join(way), letter=name,
                near=nearest(way[-1], below), known=listed(below), **places.place_of_word(template, way))
        for way in sorted(asked.ways)
        if way[0] in known and (below := _beside(known[way[0]], way[1:], letter, pack))
    ]  # fmt: skip


def _beside(path: str, way: tuple[str, ...], letter: Letter, pack: Pack) -> set[str]:
    """What stands where a way into an answer leads nowhere; nothing where it leads somewhere, or nobody can tell."""
    types = [kind for key, kind in pack.case_types.items() if not letter.case_types or key in letter.case_types]
    fields = [kind.fields[path] for kind in types if path in kind.fields]
    beside: set[str] = set()
    for step in way:
        if not fields or any(own.open or not own.children for own in fields):
            return set()
        beside = {child.name for own in fields for child in own.children}
        fields = [child for own in fields for child in own.children if child.name == step]
    return set() if fields else beside
