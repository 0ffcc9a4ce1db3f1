"""Papers that are composed from a report: which tables, which answers of the chosen cases, and that none tells of a person."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from fangyuan.compiler.reportable import Reportable
from fangyuan.compiler.scope import PackNames, TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.later import later
from fangyuan.model.reports import Digest, Section
from fangyuan.packs.problems import listed, nearest
from fangyuan.packs.reasons import reason
from fangyuan.packs.templates import TemplateUnreadable, asked_by

if TYPE_CHECKING:
    from fangyuan.packs import template_places as places
else:
    places = later("fangyuan.packs.template_places")

Types = Mapping[str, TypeNames]

WORDS = ("title", "subtitle", "tenant", "period", "year", "month", "today", "sections")
"""What the template of such a paper may name; a section has title, paragraphs and tables."""

MOST = 5
"""As many cases as a section has where the pack does not say."""


def counted_types(spot: Spot | None, types: Types, pack: PackNames) -> tuple[str, ...]:
    """The keys of the case types that are written; a finding for each that is not there."""
    keys = []
    for row in spot.rows() if spot else []:
        key = pack.key_of(row.word)
        if key in types:
            keys.append(key)
        else:
            row.unknown("unknown-case-type", row.word, pack.type_words())
    return tuple(keys)


def digest(
    spot: Spot | None, report: Spot, types: Types, pack: PackNames, templates: Mapping[str, bytes]
) -> Digest | None:
    """The paper of a report; `templates` are the files below letters/."""
    if spot is None:
        return None
    tables = [row.text("table") for row in report.rows("tables")]
    keys = counted_types(report.get("of"), types, pack)
    names = Reportable.of(types[key] for key in keys) if keys else None
    sections = tuple(_section(row, tables, names) for row in spot.rows("sections"))
    template = spot.named("template", "unknown-template", templates)
    _check_words(spot, templates.get(template))
    return Digest(spot.text("title"), sections, template)


def _check_words(spot: Spot, template: bytes | None) -> None:
    """A finding for a template that cannot be read, or asks for a word that no such paper has."""
    at = spot.get("template")
    if at is None or template is None:
        return
    try:
        asked = asked_by(template).words
    except TemplateUnreadable as wrong:
        at.say("template-unreadable", name=at.word, **reason(str(wrong)), **places.place_of_fault(template))
        return
    for word in sorted(asked - set(WORDS)):
        where = {"near": nearest(word, WORDS), "known": listed(WORDS), **places.place_of_word(template, (word,))}
        at.say("template-word-unknown", template=at.word, name=word, letter=spot.text("title"), **where)


def _section(spot: Spot, tables: Collection[str], names: Reportable | None) -> Section:
    cases, given = spot.get("cases"), [key for key in ("tables", "cases", "write") if spot.get(key)]
    if len(given) != 1:
        spot.say("section-needs-one", count=len(given))
    return Section(
        section=spot.text("section"),
        title=spot.text("title"),
        tables=tuple(row.itself("unknown-table", tables) for row in spot.rows("tables")),
        most=(cases.whole("most") or MOST) if cases else 0,
        tell=tuple(_told(row, names) for row in cases.rows("tell")) if cases and names else (),
        write=spot.text("write"),
    )


def _told(spot: Spot, names: Reportable) -> str:
    """What is told of a case: nothing that is sensitive, or by which somebody is known."""
    first = names.types[0]
    path = first.path(spot.word)
    field = names.field(path)
    if field is None and path not in first.paths:
        spot.unknown("unknown-fact", spot.word, first.paths)
    elif names.tells_people_apart(path) or (field is not None and field.sensitive):
        spot.say("digest-tells-person", name=path)
    return path
