"""What stands in papers that the office hands out, kept as text: letters, the monthly report as both files, a ledger.

One small scenario of the shared pack is played, its papers are made as the office makes them, and read back by libraries that
had no part in writing them. `PYTHONPATH=tests python -m packs.golden` writes tests/packs/golden/*.txt anew: read what changed
before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from fangyuan.casework.exporting import ledger_xlsx
from fangyuan.casework.identity import Identity
from fangyuan.casework.lettering import rendered
from fangyuan.casework.reading.figures.papers import report_file
from fangyuan.casework.rehearsing.counting import counting
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.kinds import load_kinds
from packs.mechanisms import loaded
from packs.read_papers import told_docx, told_xlsx

FOLDER = Path(__file__).with_name("golden")
PACK, READER = "petition-base", "head"
LETTERS = (
    "acceptance-notice", "whereabouts-notice", "forwarding-letter", "assignment-letter", "extension-notice", "reply-notice",
    "handling-opinion", "delivery-receipt", "review-opinion",
)  # fmt: skip
"""A letter of each way out: told, sent on, charged with, extended, answered, handed over, reviewed."""

REPORT, MONTH, LEDGER = "monthly", "2026-03", "handling-ledger"

Papers = dict[str, list[str]]
"""The lines of each paper by the name of its file."""


def played() -> Memory:
    """The petitions of the scenario as they stand at its end."""
    scenario = read_scenario(yaml.safe_load((FOLDER / "scenario.yaml").read_text(encoding="utf-8")))
    pack = loaded(PACK)[1]
    memory = Memory(pack, scenario, load_kinds())
    wrong = [one.message for one in Player(memory, case_type_of(pack, scenario.case_type)).play(scenario.steps)]
    assert wrong == []
    return memory


def papers() -> Papers:
    """Every paper as text."""
    memory = played()
    made = {f"letter-{name}.txt": [*told_docx(docx)] for name, docx in letters(memory).items()}
    with counting(memory) as counted:
        me = Identity(memory.world.tenant.tenant, READER)
        for sort, told in (("docx", told_docx), ("xlsx", told_xlsx)):
            report = report_file(counted.office, me, REPORT, MONTH, sort, memory.now)
            made[f"report-{REPORT}-{sort}.txt"] = [report.name, *told(report.data)]
        ledger = ledger_xlsx(counted.office, me, LEDGER, {}, "", memory.now)
        made[f"ledger-{LEDGER}-xlsx.txt"] = [ledger.name, *told_xlsx(ledger.data)]
    return made


def letters(memory: Memory) -> dict[str, bytes]:
    """The first of each letter that was issued, as a file."""
    pack = memory.pack
    found = {
        letter.letter: rendered(pack, pack.case_types[state.case_type], letter, memory.world, memory.kinds)
        for state in reversed(memory.states.values())
        for letter in reversed(state.letters.values())
        if letter.is_issued and letter.letter in LETTERS
    }
    return {name: found[name] for name in LETTERS}


def kept() -> Papers:
    """What the papers must say."""
    return {path.name: path.read_text(encoding="utf-8").splitlines() for path in sorted(FOLDER.glob("*.txt"))}


def differences(wanted: Mapping[str, Sequence[str]], made: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every line that is not as it was kept, by file and number."""
    for name in sorted({*wanted, *made}):
        was, now = wanted.get(name, []), made.get(name, [])
        for same, first, end, start, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if same != "equal":
                yield f"{name}:{first + 1}: kept {list(was[first:end])}, made {list(now[start:stop])}"


def write() -> None:
    """Keeps the papers as they are made now."""
    for path in FOLDER.glob("*.txt"):
        path.unlink()
    for name, lines in papers().items():
        (FOLDER / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    write()
