"""Proves of a compiled pack that its procedures can run."""

from fangyuan import __version__
from fangyuan.compiler.acting import check_actors, check_order
from fangyuan.compiler.confiding import check_confidences
from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import check_final_stages, check_stages
from fangyuan.compiler.scenarios import check_scenarios
from fangyuan.compiler.timing import check_clocks
from fangyuan.compiler.usage import check_forms, check_outcomes, check_words
from fangyuan.compiler.versions import fits
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source


def check(pack: Pack, source: Source | None = None) -> tuple[Problem, ...]:
    """Everything found; with the `source` each finding has its place."""
    places_of = {key: Places(source, key.partition("/")[2]) for key in pack.case_types}
    for kind in pack.case_types.values():
        places = places_of[kind.key]
        if not kind.abstract:
            check_stages(kind, places)
        check_final_stages(kind, places)
        check_actors(kind, places)
        check_order(kind, places)
        check_clocks(kind, pack.calendars, places)
        check_forms(kind, pack, places)
        check_outcomes(kind, places)
        check_confidences(kind, places)
    check_words(pack, places_of)
    found = [problem for places in places_of.values() for problem in places.problems]
    return (*found, *(check_scenarios(pack, source) if source else ()), *_check_platform(source))


def _check_platform(source: Source | None) -> tuple[Problem, ...]:
    """The pack asks for a platform that this one is."""
    head = source.files.get("pack.yaml") if source else None
    wanted = head.data.get("engine") if head else None
    if head is None or not wanted or fits(__version__, wanted):
        return ()
    mark = head.marks.get(("engine",), Mark(head.path))
    return (finding("engine-range", mark, "$.engine", range=wanted, found=__version__),)
