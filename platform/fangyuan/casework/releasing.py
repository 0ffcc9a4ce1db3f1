"""What a version number may say: never less than what changed, never backwards, never two things."""

from collections.abc import Iterable

from fangyuan.casework.office import Office
from fangyuan.casework.reading.differing import Comparison, comparison
from fangyuan.casework.reading.differing.words import STEPS, pick
from fangyuan.compiler.comparing import Step
from fangyuan.compiler.comparing.upstream import Conflict
from fangyuan.compiler.versions import version
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.store.database import UnitOfWork
from fangyuan.store.packs import PackLine

Compared = tuple[Comparison, tuple[Problem, ...]]
"""What changed, and the reasons not to take it under its number."""


def newest_here(office: Office, uow: UnitOfWork, pack: Pack) -> Pack | None:
    """The installed version that a new one is held against: the newest, of two alike the one that came last."""
    lines = [line for line in uow.packs.all() if line.pack == pack.pack and line.hash != pack.hash]
    return office.packs.get(uow, newest(lines).hash) if lines else None


def newest(lines: Iterable[PackLine]) -> PackLine:
    """The newest of several stored versions; `lines` stand in the order they came. ValueError where there is none."""
    return max(enumerate(lines), key=lambda each: (version(each[1].version), each[0]))[1]


def compared(before: Pack, pack: Pack, conflicts: Iterable[Conflict] = (), language: str = "zh") -> Compared:
    """What changes with a version that is to be installed, and whether its number hides it."""
    found = comparison(before, pack, language, conflicts)
    if found.step is Step.BACK:
        return found, (finding("pack-downgrade", None, pack=pack.pack, installed=found.old, version=found.new),)
    if found.step is Step.NONE and found.differences:
        return found, (finding("pack-version-taken", None, pack=pack.pack, version=found.new),)
    return found, () if found.honest else (_hides(before, pack),)


def _hides(before: Pack, pack: Pack) -> Problem:
    """That the number is too small, with the gravest change in both languages."""
    zh, en = (comparison(before, pack, language) for language in ("zh", "en"))
    change, change_en = (next(one for _, group in found.groups() for one in group).line() for found in (zh, en))
    needed, needed_en = (pick(STEPS[zh.fitting], language) for language in ("zh", "en"))
    return finding(
        "pack-step-too-small", None, old=zh.old, new=zh.new,
        needed=needed, needed_en=needed_en, change=change, change_en=change_en,
    )  # fmt: skip


def same_name(uow: UnitOfWork, pack: Pack) -> tuple[Problem, ...]:
    """Whether another publisher's pack here has the same name: the case types of both would bear one name.

    A pack may have the name of one that it extends.
    """
    known = {line.pack for line in uow.packs.all() if line.pack.rpartition("/")[2] == pack.name}
    others = sorted(known - {pack.pack, *pack.parents})
    return (finding("pack-name-taken", None, pack=pack.pack, other=others[0]),) if others else ()
