"""A pack is tried in a child process: what fails, hangs or crashes there is refused, and nothing is installed."""

from dataclasses import replace
from pathlib import Path

import pytest

from fangyuan.casework.installing import install
from fangyuan.casework.trying import tried
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected
from fangyuan.packs.source import Source, SourceFile
from fangyuan.packs.storage import hash_of, to_json
from unit.casework.offices import MINIMAL, Place

LATE = "scenarios/late.yaml"
CLOCKS = "case-types/repair/clocks.yaml"


def minimal() -> Source:
    """The minimal pack, resolved."""
    return load(MINIMAL, (), load_kinds())[0]


def with_steps(source: Source, *steps: object) -> Source:
    """The same pack, whose scenario has other steps."""
    file = source.files[LATE]
    return replace(source, files={**source.files, LATE: replace(file, data={**file.data, "steps": list(steps)})})


def test_a_good_pack_is_tried_and_installed(place: Place) -> None:
    trial = tried(minimal())
    assert trial.hash == place.pack.hash
    assert trial.scenarios
    assert not trial.failed


def test_a_pack_whose_scenario_fails_is_not_installed(place: Place) -> None:
    broken = with_steps(minimal(), {"as": "clerk", "do": "register", "answers": {}, "expect": {"stage": "open"}})
    with pytest.raises(PackRejected, match="未通过"):
        install(place.office, broken, place.now)
    with place.office.database.read() as uow:
        assert [line.hash for line in uow.packs.all()] == [place.pack.hash]


def test_a_pack_that_takes_too_long_is_refused() -> None:
    with pytest.raises(PackRejected, match="没有试运行完"):
        tried(minimal(), seconds=0)


def test_a_pack_that_does_not_compile_says_why(tmp_path: Path) -> None:
    source = minimal()
    files = {path: file for path, file in source.files.items() if not path.endswith("report.schema.json")}
    with pytest.raises(PackRejected, match="report"):
        tried(replace(source, files=files))


def test_an_installation_keeps_nobody_of_a_demonstration(place: Place) -> None:
    """The people of a demonstration, and their telephones, would stand open among the sealed ones."""
    source = minimal()
    answers = {"device": "灯", "phone": "13900000101"}
    case = {"case": "one", "tenant": "t", "case-type": "repair", "start": "2026-03-02T09:00+08:00"}
    steps = [{"as": "clerk", "do": "register", "answers": answers}]
    shown = SourceFile("demo/cases.yaml", {"cases": [{**case, "steps": steps}]}, b"phone: 13900000101")
    scenario = replace(source.files[LATE], data={**source.files[LATE].data, "scenario": "另一个标题"})
    files = {**source.files, LATE: scenario, shown.path: shown}
    done = install(place.office, replace(source, files=files), place.now, trial=False)
    assert done.pack.hash != place.pack.hash
    with place.office.database.read() as uow:
        kept = uow.packs.get(done.pack.hash) or ""
    assert "另一个标题" in kept
    assert "13900000101" not in kept


def test_what_was_accepted_is_read_again_whatever_later_versions_ask_of_it(place: Place) -> None:
    """A pack from before a check that is newer than it keeps its cases running; it could not be installed today."""
    source = minimal()
    head = source.files["pack.yaml"]
    clocks = source.files[CLOCKS]
    long = [{**clock, "within": "999999 months"} for clock in clocks.data]
    files = {**source.files, "pack.yaml": replace(head, data={**head.data, "engine": ">=99"})}
    older = replace(source, files={**files, CLOCKS: replace(clocks, data=long)})
    with pytest.raises(PackRejected, match="一百年"):
        install(place.office, older, place.now)
    with place.office.database.begin() as uow:
        uow.packs.save(hash_of(older), older.pack, older.version, to_json(older), place.now)
        uow.commit()
    with place.office.database.read() as uow:
        assert place.office.packs.get(uow, hash_of(older)).hash == hash_of(older)
    assert install(place.office, older, place.now).trial is None
