"""A form may show what only decisions of the procedure fill in; whoever posts it changes nothing."""

from __future__ import annotations

from fangyuan.casework.answering import settled
from fangyuan.model.fields import Field, Form, Layout, LayoutKind
from unit.casework.offices import Place

FIELDS = (
    Field("opinion", "opinion", "意见", {"type": "string"}, "text", "string"),
    Field("batch", "batch", "批次", {"type": "string"}, "text", "string", read_only=True),
)
FORM = Form("screening", "筛选", {"type": "object"}, FIELDS, Layout(LayoutKind.VERTICAL))


def test_what_a_form_only_shows_cannot_be_posted() -> None:
    assert settled(FORM, {"opinion": "列入", "batch": "director"}, None) == {"opinion": "列入"}


def test_what_the_case_holds_already_stays(place: Place) -> None:
    state = place.state(place.register(device="三楼打印机").case)
    shown = Form(
        "f",
        "f",
        {"type": "object"},
        (Field("device", "device", "设备", {}, "text", "string", read_only=True),),
        FORM.layout,
    )
    assert settled(shown, {"device": "别的"}, state) == {"device": "三楼打印机"}
