"""Plays a scenario of a pack by hand: every step through the pages, by whoever does it, each before a browser of their own.

What a scenario expects of stages, ends and outcomes is read from the pages; what it expects to be refused is its own
business, since a page offers nothing that would be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from browser.desk import Desk, Sheet
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.installing import activate
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.rehearsing.playing import answers_of, local
from fangyuan.casework.rehearsing.script import Scenario, Step, case_type_of, read_scenario
from fangyuan.casework.working import work
from fangyuan.engine.facts import zone_among
from fangyuan.model.durations import Duration
from fangyuan.model.fields import Field, Form, Option
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from unit.casework.offices import Place

NEWEST = ("child", "duty")
SLIP = Path(__file__).parent / "signed-slip.png"
SitDown = Callable[[str], Desk]


@dataclass
class Hands:
    """A scenario on the pages: the case that is spoken of, and the desks of those who have come so far."""

    place: Place
    pack: Pack
    tenant: str
    scenario: Scenario
    sit_down: SitDown
    desks: dict[str, Desk] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    case: str = ""
    ended: str = ""
    acts: int = 0

    def play(self) -> None:
        """From the first case that is registered until it is closed; what a scenario tells after that is another story."""
        for step in self.scenario.steps:
            self._step(step)
            if step.expect.get("closed") is True:
                name = str(step.data.get("case", ""))
                self.ended = self.cases.get(name, self.case)
                if not name:
                    return

    def _step(self, step: Step) -> None:
        if step.verb in ("wait", "wait-until"):
            self.place.time.at = self._moment(step)
        elif step.verb != "expect" and "refused" not in step.expect:
            for who in step.who:
                self.acts += 1
                DOING[step.verb](self, self._desk(who), step)
                self._look(who, step)
        work(self.place.office, Delivery(), self.place.now)
        self._meet(str(step.data.get("case", "")))
        self._look(next(iter(self.desks), ""), step)

    def _moment(self, step: Step) -> Any:
        if step.verb == "wait-until":
            return local(step.what, zone_among(self.pack.calendars))
        duration = Duration.parse(str(step.what))
        return self.place.now + timedelta(**{str(duration.unit): duration.amount})

    def _look(self, who: str, step: Step) -> None:
        """Holds what the page of the case says against the expectations that a page can show."""
        wanted = step.expect
        if who and "refused" not in wanted and {"stage", "closed", "outcome"} & set(wanted):
            desk, kind = self._at(self.desks[who], step), self._kind(step)
            if "stage" in wanted:
                assert desk.stage == next(one.title for one in kind.stages if one.stage == wanted["stage"])
            if wanted.get("closed") is True:
                expect(desk.page.locator(".fy-track li").last).to_have_class("fy-track-done")

    def _desk(self, who: str) -> Desk:
        if who not in self.desks:
            self.desks[who] = self.sit_down(f"{self.tenant}-{who}")
        return self.desks[who]

    def _at(self, desk: Desk, step: Step) -> Desk:
        """The desk before the case that a step speaks of."""
        name = str(step.data.get("case", ""))
        self._meet(name)
        return desk.open(f"/cases/{self.cases.get(name, self.case)}")

    def _kind(self, step: Step) -> CaseType:
        case = self.cases.get(str(step.data.get("case", "")), self.case)
        with self.place.office.database.read() as uow:
            stored = uow.cases.load(self.tenant, case)
        assert stored is not None
        return self.pack.case_types[stored.state.case_type]

    def _meet(self, name: str) -> None:
        """Finds what `child` and `duty` mean at this moment: the case sent on last, the recurring work opened first; and
        what `…/child` does: the case that the one so named sent on last.
        """
        if name.rpartition("/")[2] == "child":
            self._meet(above := name.rpartition("/")[0])
            with self.place.office.database.read() as uow:
                stored = uow.cases.load(self.tenant, self.cases.get(above, self.case))
            sent = [tie.case for tie in stored.state.links if tie.relation == "child" and tie.case] if stored else []
            self.cases[name] = sent[-1] if sent else self._newest()
        elif name in NEWEST and name not in self.cases:
            self.cases[name] = self._newest()

    def _newest(self) -> str:
        """What was opened last in this jurisdiction, by a case that was sent on or by recurring work."""
        asked = text('select "case" from cases where tenant = :tenant order by registered_at desc, "case" desc limit 1')
        with self.place.office.database.read() as uow:
            return str(uow.connection.execute(asked, {"tenant": self.tenant}).scalar_one())

    # --- what can be done ---------------------------------------------------------------------------------------------

    def do(self, desk: Desk, step: Step) -> None:
        """Completes a task; the first task of a new case registers it."""
        name = str(step.data.get("case", ""))
        if name not in self.cases and (not self.case or name.rpartition("/")[2] not in ("", *NEWEST)):
            self._register(desk, step, name)
        else:
            self._task(self._at(desk, step), step, sign=False)

    def sign(self, desk: Desk, step: Step) -> None:
        """Signs a task."""
        self._task(self._at(desk, step), step, sign=True)

    def _register(self, desk: Desk, step: Step, name: str) -> None:
        kind = self.pack.case_types[case_type_of(self.pack, str(step.data.get("case-type") or self.scenario.case_type))]
        desk.open(f"/cases/new/{kind.key}")
        fill(self, desk.sheet, kind.forms[kind.tasks[str(step.what)].form], step)
        press(desk.sheet.place, "submit")
        desk.is_told("已登记")
        self.case = desk.page.url.partition("?")[0].partition("#")[0].rpartition("/")[2]
        if name:
            self.cases[name] = self.case

    def _task(self, desk: Desk, step: Step, *, sign: bool) -> None:
        kind, subject = self._kind(step), str(step.data.get("subject", ""))
        held = f"{self.tenant}-{subject}" if subject in self.scenario.directory.units else subject
        card = desk.page.locator(f'[id="task-{step.what}{"-" + held if held else ""}"]')
        offered = desk.page.locator("#actions").get_by_role("link", name=kind.tasks[str(step.what)].title, exact=True)
        form = kind.tasks[str(step.what)].form
        if form or sign:
            card.locator(".fy-task-do a.btn-primary").or_(offered).first.click()
            expect(desk.sheet.place).to_be_visible()
            if form:
                fill(self, desk.sheet, kind.forms[form], step)
            press(desk.sheet.place, "sign" if sign else "submit")
        else:
            card.locator(".fy-task-do form button.btn-primary").click()
        desk.is_told("已办")

    def act(self, desk: Desk, step: Step) -> None:
        """Takes an action of the case."""
        kind = self._kind(step)
        action = kind.action(str(step.what))
        self._at(desk, step).page.locator("#actions").get_by_role("link", name=action.title, exact=True).click()
        expect(desk.sheet.place).to_be_visible()
        if action.form:
            fill(self, desk.sheet, kind.forms[action.form], step)
        press(desk.sheet.place, "submit")
        desk.is_told("已办")

    def approve(self, desk: Desk, step: Step) -> None:
        """Approves what was drafted, or more time."""
        self._at(desk, step)
        more = step.what == "extension"
        card = desk.body.locator("article").filter(has_text="申请延期" if more else "待批")
        card.get_by_role("button", name="同意延期" if more else "同意", exact=True).click()
        desk.is_told("已办" if not more else "同意延期")

    def refuse(self, desk: Desk, step: Step) -> None:
        """Refuses what was drafted, with the reason."""
        card = self._at(desk, step).body.locator("article").filter(has_text="待批")
        card.get_by_text("改写意见或不同意").click()
        card.get_by_label("不同意的理由").fill(str(step.data["reason"]))
        card.get_by_role("button", name="不同意", exact=True).click()
        desk.is_told("已办")

    def link(self, desk: Desk, step: Step) -> None:
        """Ties the case to another that the story has named, as related."""
        with self.place.office.database.read() as uow:
            other = uow.cases.load(self.tenant, self.cases[str(step.what)])
        assert other is not None
        self._at(desk, step).body.get_by_role("link", name="关联另一件", exact=True).click()
        desk.body.get_by_role("searchbox", name="找要关联的那一件").fill(other.state.number)
        desk.press("查找")
        desk.body.get_by_label(other.state.number).check()
        desk.body.get_by_role("radio", name="相关").check()
        desk.press("关联另一件")
        desk.is_told("已办")

    def recall(self, desk: Desk, step: Step) -> None:
        """Calls back what was sent to a unit last."""
        title = self.scenario.directory.units[str(step.what)].title
        row = self._at(desk, step).tab("关联").body.locator("tr").filter(has=desk.page.get_by_text(title, exact=True))
        row.get_by_role("link", name="收回", exact=True).last.click()
        desk.body.get_by_label("理由").fill(str(step.data["reason"]))
        desk.press("收回")
        desk.is_told("已办")

    def pass_letter(self, desk: Desk, step: Step) -> None:
        """Takes a letter to its next step, with the words that the step gives."""
        page = self._letter(desk, step)
        for word, said in step.data.get("words", {}).items():
            page.locator(f"#f-{word}").fill(str(said))
        page.locator("button[name=_act][value=pass]").click()
        expect(page.get_by_text("已办好这一步").or_(page.get_by_text("文书已签发"))).to_be_visible()

    def seal(self, desk: Desk, step: Step) -> None:
        """Records that a letter was sealed."""
        page = self._letter(desk, step)
        page.locator("#f-original").set_input_files(SLIP)
        page.locator("button[name=_act][value=seal]").click()
        expect(page.locator("button[name=_act][value=seal]")).to_have_count(0)

    def deliver(self, desk: Desk, step: Step) -> None:
        """Records how a letter was delivered, and with what result."""
        page = self._letter(desk, step)
        page.locator("#f-method").select_option(str(step.data["method"]))
        page.locator("#f-result").select_option(str(step.data["result"]))
        page.locator("button[name=_act][value=deliver]").click()
        expect(page.get_by_text("已送达：")).to_be_visible()

    def _letter(self, desk: Desk, step: Step) -> Page:
        """The page of the newest copy of the letter that a step names."""
        self._at(desk, step)
        case = self.cases.get(str(step.data.get("case", "")), self.case)
        with self.place.office.database.read() as uow:
            stored = uow.cases.load(self.tenant, case)
        assert stored is not None
        copy = max(number for number, one in stored.state.letters.items() if one.letter == step.what)
        return desk.open(f"/cases/{case}/letters/{copy}/page").page

    def ask_for_time(self, desk: Desk, step: Step) -> None:
        """Asks for more time on a deadline."""
        clock = self._kind(step).clock(str(step.what).partition("[")[0])
        days = str(step.data["by"]).partition(" ")[0]
        self._at(desk, step).ask_for_time(clock.title, int(days), str(step.data.get("reason", "")))
        desk.is_told("申请延期")


DOING: Mapping[str, Callable[[Hands, Desk, Step], None]] = {
    "do": Hands.do,
    "sign": Hands.sign,
    "act": Hands.act,
    "approve": Hands.approve,
    "refuse": Hands.refuse,
    "link": Hands.link,
    "recall": Hands.recall,
    "ask-extension": Hands.ask_for_time,
    "pass-letter": Hands.pass_letter,
    "seal": Hands.seal,
    "deliver": Hands.deliver,
}


def settle(place: Place, pack: Pack, tenant: str, data: Mapping[str, Any], password: str) -> Scenario:
    """The jurisdiction of a scenario, with its units, people and accounts, running everything that the pack says."""
    scenario = read_scenario(data)
    place.time.at = scenario.start.astimezone(UTC)
    units, people = scenario.directory.units.values(), scenario.directory.people.values()
    put_organisation(
        place.office,
        [replace(scenario.tenant, tenant=tenant, code=tenant.upper())],
        [replace(u, unit=f"{tenant}-{u.unit}", tenant=tenant, parent=u.parent and f"{tenant}-{u.parent}") for u in units],
        [
            replace(
                one, person=f"{tenant}-{one.person}", tenant=tenant,
                posts=tuple(replace(post, unit=f"{tenant}-{post.unit}") for post in one.posts),
            )
            for one in people
        ],
    )  # fmt: skip
    open_accounts(
        place.office, {f"{tenant}-{p.person}": (tenant, f"{tenant}-{p.person}") for p in people}, password, place.now
    )
    kinds = tuple(key for key, one in pack.case_types.items() if not one.abstract)
    activate(place.office, tenant, pack, place.now, place.now, scenario.parameters, case_types=kinds)
    return scenario


def press(sheet: Locator, act: str) -> None:
    """Sends the form that stands open; one of several pages is gone through to its last."""
    sheet.locator(f"button[name=_act][value={act}]").click()


def fill(hands: Hands, sheet: Sheet, form: Form, step: Step) -> None:
    """Answers a form as the step says, with the titles of choices."""
    if "received-on" in step.data:
        sheet.fill({"收到日期": str(step.data["received-on"])})
    _fill(hands, sheet, form.fields, answers_of(step))


def _fill(hands: Hands, sheet: Sheet, fields: Sequence[Field], answers: Mapping[str, Any], at: str = "") -> None:
    asked = {one.name: one for one in fields}
    for name, answer in answers.items():
        one, path = asked[name], f"{at}{name}"
        if one.children and isinstance(answer, list):
            _rows(hands, sheet, one, answer, path)
        elif one.children:
            _fill(hands, sheet, one.children, answer, f"{path}.")
        elif one.kind in ("unit", "officer"):
            asks = f'[data-answer="{path}"]'
            sheet.unfold(sheet.place.page.locator(asks))
            _choose(sheet.place.locator(asks), [f"{hands.tenant}-{who}" for who in _listed(answer)])
        elif not one.read_only and one.compute is None:
            sheet.answer(path, _said(one, answer))


def _rows(hands: Hands, sheet: Sheet, asked: Field, answers: list[Any], path: str) -> None:
    for number, answer in enumerate(answers):
        row = sheet.place.locator(f'[data-row="{path}.{number}"]')
        if not row.count():
            add = f'button[name=_row][value="add {path}"]'
            sheet.unfold(sheet.place.page.locator(add))
            sheet.place.locator(add).click()
        row.wait_for()
        _fill(hands, sheet, asked.children, answer, f"{path}.{number}.")
    while (proposed := sheet.place.locator(f'button[name=_row][value="remove {path}.{len(answers)}"]')).count():
        left = sheet.place.locator(f'[data-row^="{path}."]').count()
        proposed.click()
        expect(sheet.place.locator(f'[data-row^="{path}."]')).to_have_count(left - 1)


def _choose(found: Locator, ids: list[str]) -> None:
    """Chooses units or people, whom the page calls by name and post."""
    for one in ids:
        if found.locator("select").count():
            found.locator("select").select_option(value=one)
        else:
            found.locator(f'input[value="{one}"]').check()


def _listed(answer: Any) -> list[Any]:
    return list(answer) if isinstance(answer, list) else [answer]


def _said(asked: Field, answer: Any) -> Any:
    """What a person at the desk types or chooses for an answer."""
    if isinstance(answer, bool):
        return answer
    choices = {str(one.value): one.title for one in _all(asked.options)}
    if isinstance(answer, list):
        return [choices.get(str(one), str(one)) for one in answer]
    return choices.get(str(answer), str(answer))


def _all(options: tuple[Option, ...]) -> list[Option]:
    return [found for one in options for found in (one, *_all(one.children))]
