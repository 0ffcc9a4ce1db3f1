"""Compiles a resolved source into a frozen pack, or says everything that keeps it from being one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fangyuan.compiler import case_types, letters, outputs, reports, targets
from fangyuan.compiler.calendars import calendars
from fangyuan.compiler.case_types import TypeSource, names_of, words_of
from fangyuan.compiler.checking import check, check_texts
from fangyuan.compiler.codes import code_lists
from fangyuan.compiler.duties import duties, with_duties
from fangyuan.compiler.forms import FormShop
from fangyuan.compiler.layers import SHARED
from fangyuan.compiler.resolving import resolve
from fangyuan.compiler.scope import PackNames
from fangyuan.compiler.spots import Spot, spot_of
from fangyuan.compiler.tracing import traced
from fangyuan.kinds import Kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.layout import files_of
from fangyuan.packs.problems import is_error
from fangyuan.packs.shapes import problems_of
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.storage import hash_of


def compile_pack(resolved: Source, kinds: Kinds) -> Pack:
    """The pack; raises PackRejected with every problem of its files, errors and warnings alike."""
    pack, problems = look(resolved, kinds)
    if pack is None or any(map(is_error, problems)):
        raise PackRejected(problems)
    return pack


def compile_unproved(resolved: Source, kinds: Kinds) -> Pack:
    """What a pack says, whether or not its procedures can run; raises PackRejected where its names or shapes are wrong."""
    misshapen = problems_of(resolved, complete=True)
    if any(map(is_error, misshapen)):
        raise PackRejected(traced(misshapen, resolved, _Alone(resolved, kinds)))
    work = _Work(resolved, kinds)
    pack = work.pack()
    if any(map(is_error, work.problems)):
        raise PackRejected(_told(work.told(work.problems), resolved, kinds))
    return pack


def compile_accepted(kept: Source, kinds: Kinds) -> Pack:
    """A pack that an installation accepted once.

    It is neither proved nor judged again: what it says cannot have changed, its cases go on whatever later versions of the
    platform would have asked of it, and the proofs are most of what compiling costs.
    """
    return _Work(kept, kinds).pack()


def look(resolved: Source, kinds: Kinds) -> tuple[Pack | None, tuple[Problem, ...]]:
    """The pack and everything found on the way, warnings too; no pack where the files are not even shaped right."""
    misshapen = problems_of(resolved, complete=True)
    if any(map(is_error, misshapen)):
        return None, traced(misshapen, resolved, _Alone(resolved, kinds))
    work = _Work(resolved, kinds)
    pack = work.pack()
    unproved = any(map(is_error, work.problems))
    checked = check_texts(pack, resolved) if unproved else check(pack, resolved)
    return pack, _told(work.told([*resolved.warnings, *misshapen, *work.problems, *checked]), resolved, kinds)


def named(resolved: Source, kinds: Kinds) -> tuple[Problem, ...]:
    """What is wrong with the names, forms and scenarios of a pack whose files are shaped right; nothing is proved."""
    work = _Work(resolved, kinds)
    pack = work.pack()
    return _told(work.told([*work.problems, *check_texts(pack, resolved)]), resolved, kinds)


def _told(problems: Iterable[Problem], resolved: Source, kinds: Kinds) -> tuple[Problem, ...]:
    """Each once, at a place that the pack's author can change."""
    return traced(_each_once(problems), resolved, _Alone(resolved, kinds))


@dataclass(frozen=True, slots=True)
class _Alone:
    """Looks at one of the parents of a pack by itself."""

    resolved: Source
    kinds: Kinds

    def __call__(self, parent: Source) -> tuple[Problem, ...]:
        """What is wrong with it; nothing is asked of it that is asked of the child alone."""
        packs = {layer.pack: layer for layer in self.resolved.layers}
        try:
            return look(resolve(parent, lambda name, _: packs.get(name)), self.kinds)[1]
        except PackRejected as rejected:
            return rejected.problems


def _each_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What several case types inherit is told once."""
    told: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        told.setdefault((problem.code, str(problem.mark), problem.message), problem)
    return tuple(told.values())


class _Work:
    """One compilation: names of the pack, then each case type, then what belongs to the whole pack."""

    def __init__(self, source: Source, kinds: Kinds) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.head = self.spot("pack.yaml")
        self.codes = code_lists(self.part("codes"), _csv(source), self.problems)
        self.shop = FormShop(kinds, self.codes, self.problems, _files(source, "form"), _files(source, "schema"))
        self.shop.check_shared()
        self.parameters = outputs.parameters(self.head.get("parameters") if self.head else None)
        self.calendars = calendars(self.part("calendars"))
        self.origins = [
            TypeSource(folder, lineage, source, self.problems) for folder, lineage in source.lineage.items()
        ]
        self.names = self.pack_names()
        self.types = {origin.key: names_of(origin, self.names, self.shop) for origin in self.origins}

    def told(self, problems: list[Problem]) -> Iterator[Problem]:
        """The problems without those that only follow from the faulty schema of a field."""
        return (one for one in problems if one.code == "bad-schema" or one.detail.get("field") not in self.shop.broken)

    def spot(self, path: str) -> Spot | None:
        file = self.source.files.get(path)
        return spot_of(file, self.problems) if file else None

    def part(self, part: str) -> Spot | None:
        return self.spot(SHARED[part])

    def ids(self, part: str, key: str) -> list[str]:
        spot = self.part(part)
        return [row.text(key) for row in spot.rows()] if spot else []

    def titles(self, part: str, key: str) -> dict[str, str]:
        spot = self.part(part)
        return {row.text(key): row.text("title") for row in spot.rows()} if spot else {}

    def pack_names(self) -> PackNames:
        return PackNames(
            roles=self.ids("roles", "role"),
            letters=self.titles("letters", "letter"),
            calendars=list(self.calendars),
            parameters={name: outputs.kind_of(kept) for name, kept in self.parameters.items()},
            levels=[row.word for row in self.head.rows("levels")] if self.head else [],
            views=self.ids("views", "view"),
            reports=self.ids("reports", "report"),
            targets=self.ids("targets", "target"),
            emitted=[word for origin in self.origins for word in words_of(origin)],
            case_types={folder: lineage[0] for folder, lineage in self.source.lineage.items()},
            name=self.source.pack.rpartition("/")[2],
        )

    def pack(self) -> Pack:
        source, templates = self.source, self.source.blobs("letters")
        types = {origin.key: case_types.compiled(origin, self.types[origin.key]) for origin in self.origins}
        recurring = duties(self.part("duties"), self.types, self.names)
        return Pack(
            pack=source.pack,
            version=source.version,
            title=source.title,
            hash=hash_of(source),
            case_types=with_duties(types, recurring.values()),
            roles=outputs.roles(self.part("roles"), self.names, self.types),
            letters=letters.letters(self.part("letters"), templates, self.types, self.names),
            views=outputs.views(self.part("views"), self.types, self.names),
            codes=self.codes,
            calendars=self.calendars,
            targets=targets.targets(self.part("targets"), self.types, self.names),
            reports=reports.reports(self.part("reports"), self.types, self.names, templates),
            duties=recurring,
            parameters=self.parameters,
            levels=tuple(self.names.levels),
            files=templates,
            language=self.head.whole("language", 1) if self.head else 1,
            description=self.head.text("description") if self.head else "",
            parents=dict(source.parents),
        )


def _csv(source: Source) -> dict[str, bytes]:
    return {name: raw for name, raw in source.blobs("codes").items() if name.endswith(".csv")}


def _files(source: Source, part: str) -> dict[str, SourceFile]:
    return {file.path: file for file in files_of(source, part)}
