"""Every pack under definitions/ can be read: each part has its words, each procedure its picture."""

import pytest

from fangyuan.casework.carrying import Carried
from fangyuan.casework.reading import pack_parts as parts
from fangyuan.casework.reading.naming import Names
from fangyuan.model.world import Directory
from fangyuan.web.diagram import drawing
from packs.mechanisms import loaded
from packs.test_definitions import PACKS


@pytest.mark.parametrize("name", PACKS)
def test_every_part_has_words_and_every_procedure_a_picture(name: str) -> None:
    _, pack = loaded(name)
    nobody = Directory({}, {}, {})
    told = (
        *parts.letter_texts(pack),
        *parts.view_texts(pack, nobody),
        *parts.role_texts(pack),
        *parts.duty_texts(pack, nobody),
        *parts.report_texts(pack),
        *parts.parameter_texts(map(Carried, pack.parameters.values()), nobody, open_now=False),
    )
    assert [one.id for one in told if not one.title or any(not (title and text) for title, text in one.lines)] == []
    assert not any("FREQ=" in text for one in told for _, text in one.lines)
    for case_type in pack.case_types.values():
        names = Names(pack, case_type, nobody)
        clocks = parts.clock_texts(names)
        assert all(one.start and 0 <= one.first <= one.last < len(case_type.stages) for one in clocks)
        picture = drawing(case_type, clocks)
        assert (len(picture.boxes), len(picture.bars)) == (len(case_type.stages), len(clocks))
        assert set(parts.stages_of(names).tasks) == set(case_type.tasks)
