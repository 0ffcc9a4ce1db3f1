"""Proves of a compiled pack that its procedures can run."""

from datetime import UTC, datetime

from fangyuan import __version__
from fangyuan.compiler.acting import check_actors, check_order
from fangyuan.compiler.calendars import check_calendars
from fangyuan.compiler.circling import check_circles
from fangyuan.compiler.confiding import check_confidences
from fangyuan.compiler.delivering import check_deliveries
from fangyuan.compiler.disclosing import check_disclosures
from fangyuan.compiler.emptying import check_lengths
from fangyuan.compiler.identifying import check_external_ids
from fangyuan.compiler.numbers import check_numbers
from fangyuan.compiler.offering import check_offers
from fangyuan.compiler.opening import check_beginnings_of_cases
from fangyuan.compiler.papers import check_letters, check_templates
from fangyuan.compiler.places import Places
from fangyuan.compiler.planning import check_plans
from fangyuan.compiler.prefilling import check_prefills
from fangyuan.compiler.proving.arriving import check_stages
from fangyuan.compiler.proving.blocking import check_refused
from fangyuan.compiler.proving.ending import check_ways_out
from fangyuan.compiler.proving.happening import Happenings
from fangyuan.compiler.proving.ranges import ranges_of
from fangyuan.compiler.proving.rules import check_guards, check_rules
from fangyuan.compiler.proving.turning import check_rounds
from fangyuan.compiler.reaching import check_final_stages
from fangyuan.compiler.refusing import check_refusals
from fangyuan.compiler.returning import check_returns
from fangyuan.compiler.scenarios import check_scenarios
from fangyuan.compiler.telling_down import check_told
from fangyuan.compiler.timing import check_clocks
from fangyuan.compiler.unseen import check_unseen
from fangyuan.compiler.usage import check_code_lists, check_forms, check_outcomes, check_words
from fangyuan.compiler.versions import fits
from fangyuan.forms.moment import Moment
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Mark, Problem
from fangyuan.model.procedure import CaseType
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source

_SOME_DAY = datetime(2026, 7, 1, 4, tzinfo=UTC)
"""The day of every proof: what is found must not depend on when somebody looks."""


def check(pack: Pack, source: Source | None = None) -> tuple[Problem, ...]:
    """Everything found; with the `source` each finding has its place, and the files themselves are looked at."""
    places_of = {key: Places(source, key.partition("/")[2]) for key in pack.case_types}
    for kind in pack.case_types.values():
        places = places_of[kind.key]
        check_final_stages(kind, places)
        check_actors(kind, places)
        check_order(kind, places)
        check_circles(kind, places)
        check_refusals(kind, places)
        check_lengths(kind, pack.parameters, places)
        check_plans(kind, pack, places)
        check_offers(kind, places)
        check_external_ids(kind, places)
        check_returns(kind, places)
        check_deliveries(kind, places)
        _check_logic(kind, pack, places)
        check_forms(kind, pack, places)
        check_outcomes(kind, places)
        check_confidences(kind, places)
    check_words(pack, places_of)
    check_numbers(pack, places_of)
    check_told(pack, places_of)
    check_beginnings_of_cases(pack, places_of)
    found = [problem for places in places_of.values() for problem in places.problems]
    found += check_prefills(pack)
    return (*found, *(_check_files(pack, source) if source else ()), *_check_platform(source))


def check_texts(pack: Pack, source: Source) -> tuple[Problem, ...]:
    """What can be said of the files of a pack that nothing is proved of, because names in it lead nowhere."""
    return (
        *check_scenarios(pack, source),
        *check_templates(pack, source),
        *check_disclosures(source),
        *check_unseen(source),
    )


def _check_logic(kind: CaseType, pack: Pack, places: Places) -> None:
    """What conditions allow to happen, for the parameters as they are by default."""
    given = {name: parameter.default for name, parameter in pack.parameters.items() if parameter.default is not None}
    ranges = ranges_of(kind, pack, Moment.of(_SOME_DAY, UTC, given))
    happenings = Happenings(kind, None if kind.abstract else ranges)
    if not kind.abstract:
        check_stages(kind, ranges, happenings, places)
    check_clocks(kind, pack, happenings, places)
    check_guards(kind, ranges, happenings, places)
    check_rules(kind, ranges, happenings, places)
    check_rounds(kind, ranges, happenings, places)
    check_refused(kind, places)
    if not kind.abstract:
        check_ways_out(kind, ranges, places)


def _check_files(pack: Pack, source: Source) -> tuple[Problem, ...]:
    """What only the files say: scenarios, templates, what is never used, what must not be told."""
    return (
        *check_calendars(pack.calendars, source),
        *check_scenarios(pack, source),
        *check_templates(pack, source),
        *(() if _offers(pack) else (*check_letters(pack, source), *check_code_lists(pack, source))),
        *check_disclosures(source),
        *check_unseen(source),
    )


def _offers(pack: Pack) -> bool:
    """A pack with an abstract type is there to be built on: what it does not use itself is an offer."""
    return any(kind.abstract for kind in pack.case_types.values())


def _check_platform(source: Source | None) -> tuple[Problem, ...]:
    """The pack asks for a platform that this one is."""
    head = source.files.get("pack.yaml") if source else None
    wanted = head.data.get("engine") if head else None
    if head is None or not wanted or fits(__version__, wanted):
        return ()
    mark = head.marks.get(("engine",), Mark(head.path))
    return (finding("engine-range", mark, "$.engine", range=wanted, found=__version__),)
