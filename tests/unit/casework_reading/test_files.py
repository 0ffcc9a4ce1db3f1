"""Files of a case: only those that an answer of it names, only for whoever may see that answer."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from fangyuan.casework.filing import claim, keep
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.files import file
from fangyuan.casework.reading.papers import file_views
from fangyuan.engine.masking import FieldSight
from fangyuan.model.commands import Comment
from fangyuan.model.events import AnswersSubmitted, Recorded
from fangyuan.model.pack import FieldRight, Role
from fangyuan.model.problems import Refused
from fixtures.reading import AT_EAST, COMPLAINT, NOW, STRANGER, WINDOW, Bench


def upload(bench: Bench, text: bytes = b"evidence") -> dict[str, Any]:
    """A file that was taken in, as an answer names it."""
    kept = keep(bench.office, WINDOW, BytesIO(text), "证据.txt", NOW)
    return {"file": kept.id, "name": kept.name, "size": kept.size, "sha256": kept.sha256, "type": kept.media_type}


def test_a_file_of_an_answer_is_listed_and_handed_out(bench: Bench) -> None:
    reference = upload(bench)
    case = bench.complain(evidence=[reference])
    listed = case_page(bench.office, WINDOW, case, NOW).files
    assert [(one.name, one.size, one.by, one.at) for one in listed] == [("证据.txt", 8, "孙一", NOW)]
    found = file(bench.office, WINDOW, case, listed[0].file, NOW)
    assert (found.name, found.data) == ("证据.txt", b"evidence")


def test_a_file_of_another_case_is_not_found_here(bench: Bench) -> None:
    reference = upload(bench)
    bench.complain(evidence=[reference])
    other, loose = bench.complain(), upload(bench)
    for me, case, wanted in (
        (WINDOW, other, reference["file"]),
        (WINDOW, other, loose["file"]),
        (WINDOW, other, "no-such-file"),
        (STRANGER, other, reference["file"]),
        (AT_EAST, other, reference["file"]),
    ):
        with pytest.raises(Refused) as refused:
            file(bench.office, me, case, wanted, NOW)
        assert refused.value.problems[0].code == "not-found"


def test_naming_a_file_does_not_open_it(bench: Bench) -> None:
    mine = upload(bench)
    bench.complain(evidence=[mine])
    with pytest.raises(Refused, match="不属于这件事项"):
        bench.complain(evidence=[mine])
    case = bench.complain()
    bench.hand_out(case, "east")
    loose = upload(bench)
    with pytest.raises(Refused, match="不属于这件事项"):
        bench.act(AT_EAST, case, Comment(text="见附件", scan=loose["file"]))


@pytest.mark.parametrize("right", [FieldRight.MASK, FieldRight.HIDE])
def test_a_file_in_a_field_that_a_role_may_not_see_is_not_listed(bench: Bench, right: FieldRight) -> None:
    with bench.office.database.read() as uow:
        active = uow.packs.active("t1", COMPLAINT, NOW)
        assert active is not None
        case_type = bench.office.packs.get(uow, active.hash).case_types[COMPLAINT]
    reference = {"file": "f", "name": "a.txt", "size": 1, "sha256": "0", "type": "text/plain"}
    submitted = Recorded(1, AnswersSubmitted(form="complaint", answers={"evidence": [reference]}), NOW, "clerk")
    names = type("Names", (), {"person": staticmethod(str)})()
    seen = FieldSight(case_type, (Role("any", "任何"),))
    unseen = FieldSight(case_type, (Role("any", "任何", fields={"evidence": right}),))
    assert [one.file for one in file_views([submitted], names, seen)] == ["f"]
    assert file_views([submitted], names, unseen) == ()


def test_bytes_that_are_gone_are_told_plainly(bench: Bench) -> None:
    reference = upload(bench)
    case = bench.complain(evidence=[reference])
    bench.office.files.drop(reference["file"])
    with pytest.raises(Refused) as refused:
        file(bench.office, WINDOW, case, reference["file"], NOW)
    assert refused.value.problems[0].code == "file-damaged"


def refused(bench: Bench, *references: Any) -> list[tuple[str, str]]:
    """(code, path) of what is wrong with naming files in a complaint."""
    with pytest.raises(Refused) as caught:
        bench.complain(evidence=list(references))
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_only_what_was_taken_in_may_be_named(bench: Bench) -> None:
    mine = upload(bench)
    assert refused(bench, mine, {**mine, "file": "none"}) == [("file-not-yours", "evidence.1")]
    lies = {"name": "别的.txt", "size": 1, "sha256": "0" * 64, "type": "text/csv"}
    for word, lie in lies.items():
        assert refused(bench, {**mine, word: lie}) == [("file-altered", "evidence.0")]
        # The second time it is named counts as well.
        assert refused(bench, mine, {**mine, word: lie}) == [("file-altered", "evidence.1")]
    case = bench.complain(evidence=[mine])
    assert [one.sha256 for one in case_page(bench.office, WINDOW, case, NOW).files] == [mine["sha256"]]


def test_a_scan_must_have_been_taken_in(bench: Bench) -> None:
    case = bench.complain()
    with pytest.raises(Refused, match="不属于这件事项"):
        bench.act(WINDOW, case, Comment(text="见附件", scan="no-such-file"))


def test_what_the_case_holds_already_may_stay() -> None:
    reference = {"file": "f", "name": "a.txt", "size": 1, "sha256": "0" * 64, "type": "text/plain"}
    submitted = Recorded(1, AnswersSubmitted(form="complaint", answers={"evidence": [reference]}), NOW, "clerk")
    nobody: Any = None
    claim(nobody, "t1", "c", "clerk", [submitted], {"entries": {"note": {"1": {"evidence": [reference]}}}})
