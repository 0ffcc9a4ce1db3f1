"""A case with ten thousand events, a pack with a thousand rules: slower than a small one, but in time."""

from __future__ import annotations

import shutil
from pathlib import Path
from time import perf_counter

from fangyuan.casework.acting import act, load
from fangyuan.casework.rehearsing.simulating import simulate
from fangyuan.casework.verifying import verify
from fangyuan.casework.writing import Act, write
from fangyuan.compiler.loading import load as load_pack
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import Comment, CompleteTask
from fangyuan.model.decisions import Decision
from fangyuan.model.events import CommentMade, Happened
from unit.casework.offices import CLERK, MINIMAL, Place, at
from unit.casework.test_simulating import SCENARIO

MANY = 10_000
RULES = 1_000


def test_a_case_with_ten_thousand_events_loads_and_acts(place: Place) -> None:
    case = place.register().case
    with place.office.database.begin() as uow:
        stored = load(uow, "t", case)
        world = place.office.world(uow, "t", place.pack, {})
        remarks = tuple(Happened(CommentMade(text=f"第 {n} 次联系")) for n in range(MANY))
        written = Act("t", place.pack, world, stored, Comment(text=""), place.now, place.office.kinds)
        write(uow, written, Decision(remarks))
        uow.commit()
    began = perf_counter()
    act(place.office, CLERK, case, CompleteTask(task="mend"), place.now)
    took = perf_counter() - began
    assert place.state(case).seq > MANY
    assert not any(task.task == "mend" for task in place.state(case).open_tasks())
    assert took < 5, f"an act took {took:.1f} s: the snapshot was not used"
    place.work(at("2026-04-20T10:00+08:00"))
    assert place.words(case).count("comment-made") == MANY
    assert verify(place.office).problems == ()


def test_a_pack_with_a_thousand_rules_compiles_and_weighs(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(MINIMAL, folder)
    rules = folder / "case-types" / "repair" / "rules.yaml"
    more = "\n".join(
        f"- {{rule: r{n}, title: 第{n}条, because: ours, on: case-registered, "
        f"if: {{device: {{const: 设备{n}}}}}, then: [{{notify: {{to: {{role: chief}}, text: 第{n}条}}}}]}}"
        for n in range(RULES)
    )
    rules.write_text(rules.read_text("utf-8") + "\n" + more + "\n", "utf-8")
    began = perf_counter()
    _, pack = load_pack(folder, (), load_kinds())
    step = dict(SCENARIO["steps"][0])
    step["answers"] = {**step["answers"], "device": f"设备{RULES - 1}"}
    done = simulate(pack, {**SCENARIO, "steps": [step]}, load_kinds())
    took = perf_counter() - began
    assert not done.mismatches
    assert [line.rule for line in done.lines if line.kind == "notified" and f"第{RULES - 1}条" in line.text] == [
        f"r{RULES - 1}"
    ]
    assert not any(line.rule == "r0" for line in done.lines)
    assert took < 120, f"{took:.0f} s"
