"""What the tutorial makes is used in a browser as its last part says, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from browser.conftest import NewDesk
from browser.desk import Desk
from fixtures.houses import BEGINNING, PASSWORD, House
from packs.tutorial import blocks, steps, write


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation of the tutorial's pack and people alone."""
    definitions = tmp_path_factory.mktemp("tutorial")
    for _, file, more, text in blocks():
        if file:
            write(definitions, file, text, more=more)
    house = House(tmp_path_factory.mktemp("house"))
    house.set_clock(BEGINNING)
    made = house.run("demo", "--definitions", str(definitions), "--password", PASSWORD)
    assert made.returncode == 0, made.stderr
    with house.served() as served:
        yield served


def answer(text: str) -> str:
    """What is typed; `7天以后` is the date in as many days."""
    days, later, _ = text.partition("天以后")
    return str(date.fromisoformat(BEGINNING[:10]) + timedelta(int(days))) if later else text


def do(desk: Desk, verb: str, rest: str) -> None:
    """Follows one line."""
    match verb:
        case "选":
            desk.open("/cases/new").body.get_by_role("link", name=rest).click()
        case "填":
            title, _, said = rest.partition(" = ")
            desk.sheet.fill({title: answer(said)})
        case "按":
            desk.sheet.press(rest)
        case "打开":
            desk.find(rest)
        case "办":
            desk.unfold(rest)
        case "点":
            desk.take(rest)
        case "看到":
            desk.reads(rest)
        case _:
            raise AssertionError(verb)


def test_the_last_part_of_the_tutorial_is_followed_in_a_browser(new_desk: NewDesk) -> None:
    desks: dict[str, Desk] = {}
    desk = None
    for verb, rest in steps():
        if verb == "登录":
            desk = desks[rest] if rest in desks else desks.setdefault(rest, new_desk(rest))
            continue
        assert desk is not None
        do(desk, verb, rest)
    assert desk is not None
    assert desk.stage == "检验"
