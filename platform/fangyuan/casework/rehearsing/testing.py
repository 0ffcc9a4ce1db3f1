"""Runs the scenarios of a pack in memory: what `pack test`, publishing and installing ask."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangyuan.casework.rehearsing.covering import Barred, Coverage, Held, coverage
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Mismatch, Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.kinds import Kinds
from fangyuan.model.pack import Pack
from fangyuan.packs.source import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one scenario went; it passed when there are no mismatches. `held` are the expectations that were met."""

    file: str
    title: str
    steps: int
    mismatches: tuple[Mismatch, ...]
    held: tuple[Held | Barred, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all went as the scenario says."""
        return not self.mismatches


def scenarios_of(source: Source) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The scenario files of a pack's source, by path."""
    for path, file in sorted(source.files.items()):
        if path.startswith("scenarios/") and isinstance(file.data, Mapping):
            yield path, file.data


def run_scenario(pack: Pack, path: str, data: Mapping[str, Any], kinds: Kinds) -> Outcome:
    """Plays one scenario."""
    scenario = read_scenario(data)
    player = Player(
        Memory(pack, scenario, kinds),
        case_type_of(pack, scenario.case_type) if scenario.case_type else default_type(pack),
    )
    mismatches = tuple(player.play(scenario.steps))
    return Outcome(path, scenario.title, len(scenario.steps), mismatches, tuple(player.held))


def run_scenarios(pack: Pack, source: Source, kinds: Kinds) -> tuple[Outcome, ...]:
    """Plays every scenario of the source."""
    return tuple(run_scenario(pack, path, data, kinds) for path, data in scenarios_of(source))


def covered(pack: Pack, source: Source, outcomes: Iterable[Outcome]) -> Coverage:
    """What the scenarios that passed show of the pack, whose resolved source knows what it says of inherited types."""
    return coverage(pack, source.says, (held for outcome in outcomes if outcome.passed for held in outcome.held))


def default_type(pack: Pack) -> str:
    """The case type that a scenario means when it names none: the pack's own first, else the first of all."""
    own = [
        key for key, case_type in pack.case_types.items() if key.startswith(pack.name + "/") and not case_type.abstract
    ]
    return own[0] if own else next(iter(pack.case_types))
