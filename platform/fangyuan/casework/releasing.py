"""What a version number may say: never less than what changed, never backwards, never two things."""

from collections.abc import Iterable

from fangyuan.casework.office import Office
from fangyuan.casework.reading.differing import Comparison, comparison
from fangyuan.casework.reading.differing.words import STEPS, pick
from fangyuan.compiler.comparing import Step
from fangyuan.compiler.comparing.upstream import Conflict
from fangyuan.compiler.versions import version
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected
from fangyuan.packs.problems import finding
from fangyuan.store.database import UnitOfWork
from fangyuan.store.packs import PackLine


def newest_here(office: Office, uow: UnitOfWork, pack: Pack) -> Pack | None:
    """The installed version that a new one is held against: the newest, of two alike the one that came last."""
    lines = [line for line in uow.packs.all() if line.pack == pack.pack and line.hash != pack.hash]
    return office.packs.get(uow, newest(lines).hash) if lines else None


def newest(lines: Iterable[PackLine]) -> PackLine:
    """The newest of several stored versions; `lines` stand in the order they came. ValueError where there is none."""
    return max(enumerate(lines), key=lambda each: (version(each[1].version), each[0]))[1]


def compared(before: Pack | None, pack: Pack, conflicts: Iterable[Conflict] = ()) -> Comparison | None:
    """What changes with a version that is to be installed; raises PackRejected where its number hides it."""
    if before is None:
        return None
    found = comparison(before, pack, conflicts=conflicts)
    if found.step is Step.BACK:
        raise PackRejected(
            [finding("pack-downgrade", None, pack=pack.pack, installed=found.old, version=found.new)]
        )  # fmt: skip
    if found.step is Step.NONE and found.differences:
        raise PackRejected([finding("pack-version-taken", None, pack=pack.pack, version=found.new)])
    if not found.honest:
        gravest = next(one for _, group in found.groups() for one in group)
        told = {"old": found.old, "new": found.new, "needed": pick(STEPS[found.fitting], "zh")}
        raise PackRejected([finding("pack-step-too-small", None, **told, change=gravest.line())])
    return found
