"""What a person at a desk does with the pages: the words in which the stories of this folder are told.

Everything waits for what the page shows, as a person would; nothing waits for a time to pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Locator, Page, expect
from playwright.sync_api import TimeoutError as NotYet

RELOADS = 40
"""How often a page is reloaded until it shows what the server does by itself; its rounds are two seconds apart."""

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form, or a part of one, whose fields are known by their titles."""

    place: Locator

    def fill(self, answers: Answers) -> Sheet:
        """Answers fields: texts are typed, titles of choices are chosen, paths are files to send."""
        for title, answer in answers.items():
            self._answer(self.field(title), answer)
        return self

    def answer(self, path: str, answer: Any) -> None:
        """Answers the field that asks for a path."""
        asked = f'.fy-field[data-answer="{path}"]'
        self.unfold(self.place.page.locator(asked))
        self._answer(self.place.locator(asked), answer)

    def field(self, title: str) -> Locator:
        """The one field of this title that is asked now, with its label, hint and message, out of what is folded away."""
        name = self.place.page.locator("label:not(.form-check-label), legend").filter(
            has_text=re.compile(rf"^\s*{re.escape(title)}\s*\*?(\s*敏感)?\s*$")
        )
        self.unfold(name)
        return self.place.locator(".fy-field:not([data-away]):visible").filter(has=name)

    def row(self, title: str, number: int) -> Sheet:
        """One row of a list."""
        return Sheet(self.place.get_by_role("group", name=f"{title} {number}", exact=True))

    def add(self, title: str) -> Sheet:
        """Adds a row to a list; gives the new row."""
        before = self.place.locator(f".fy-row:has(> legend:text-matches('^{title} \\\\d+$'))").count()
        self.unfold(self.place.page.locator(f"button:text-is('添加{title}')"))
        self.place.get_by_role("button", name=f"添加{title}", exact=True).click()
        row = self.row(title, before + 1)
        expect(row.place).to_be_visible()
        return row

    def message(self, title: str) -> str:
        """What is said to be wrong beside a field."""
        return self.field(title).locator(".fy-error").inner_text().removeprefix("有误：").strip()

    def typed(self, title: str) -> str:
        """What stands in a field of one line or of many."""
        return self.field(title).locator("input:not([type=hidden]), textarea").input_value()

    def press(self, button: str) -> None:
        """Presses a button of the form."""
        self.place.get_by_role("button", name=button, exact=True).click()

    def unfold(self, wanted: Locator) -> None:
        """Opens what this is folded away in, from outside inwards, as a person does who looks for it."""
        closed = self.place.locator("details.fy-fold:not([open]):visible").filter(has=wanted)
        while closed.count():
            closed.first.locator("> summary").click()

    @staticmethod
    def _answer(found: Locator, answer: Any) -> None:
        found.wait_for()
        if isinstance(answer, Path):
            found.locator("input[type=file]").set_input_files(answer)
        elif isinstance(answer, bool):
            found.get_by_label("是" if answer else "否", exact=True).check()
        elif (box := found.locator("input[role=combobox]")).count():
            # A long list is typed into; what is typed counts once the box is left.
            box.fill(answer)
            box.press("Tab")
            expect(box).to_have_value(re.compile(rf"{re.escape(answer)}$"))
        elif found.locator("select").count():
            found.locator("select").select_option(label=answer)
        elif found.locator("input[type=radio], input[type=checkbox]").count():
            for one in [answer] if isinstance(answer, str) else answer:
                found.get_by_label(one, exact=True).check()
        else:
            found.locator("input:not([type=hidden]), textarea").fill(str(answer))


@dataclass(frozen=True, slots=True)
class Desk:
    """One person before one browser."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Remembers what goes wrong in the page's scripts."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    # --- going somewhere ----------------------------------------------------------------------------------------------

    def log_in(self, login: str, password: str) -> None:
        """Signs in and stands before what waits for this person."""
        self.page.goto("/login")
        self.sign_in(login, password)
        expect(self.page.get_by_role("heading", name="我的工作", exact=True)).to_be_visible()

    def sign_in(self, login: str, password: str) -> None:
        """Fills in the login page that stands there."""
        self.page.get_by_label("用户名").fill(login)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def loses_its_session(self) -> None:
        """What happens overnight; every answer that is still under way would bring the session back."""
        self.page.wait_for_load_state("networkidle")
        self.page.context.clear_cookies()

    @contextmanager
    def turning(self) -> Iterator[None]:
        """Waits until what is pressed within has brought another page: the one that stands may say the same words."""
        with self.page.expect_navigation():
            yield

    def open(self, address: str) -> Desk:
        """Opens an address of the house."""
        self.page.goto(address)
        return self

    def find(self, number: str) -> Desk:
        """Opens a case by its number, through the search box of every page."""
        self.page.get_by_role("searchbox", name="查找案件").fill(number)
        with self.turning():
            self.page.keyboard.press("Enter")
        expect(self.page.locator(".fy-case-head .fy-number")).to_have_text(number)
        return self

    def tab(self, title: str) -> Desk:
        """Opens a tab of the case."""
        self.page.get_by_role("navigation", name="案件内容").get_by_role("link", name=title).click()
        expect(self.page.get_by_role("link", name=title).and_(self.page.locator("[aria-current=page]"))).to_be_visible()
        return self

    def whole(self) -> Desk:
        """Lets the timeline show what it had left out for length."""
        self.body.get_by_role("link", name=re.compile("显示全部")).click()
        expect(self.body.get_by_role("link", name=re.compile("显示全部"))).to_have_count(0)
        return self

    # --- forms --------------------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet:
        """The form that stands open."""
        return Sheet(self.page.locator("#do"))

    @property
    def body(self) -> Locator:
        """The page without its frame."""
        return self.page.get_by_role("main")

    def card(self, title: str, of: str = "") -> Locator:
        """The card of a task that waits for this person; `of` names the unit where there is one for each."""
        cards = self.page.locator("article.fy-task").filter(has=self.page.locator("h3", has_text=title))
        return cards.filter(has=self.page.locator("h3", has_text=of)) if of else cards

    def do(self, task: str, answers: Answers, *, of: str = "", sign: bool = False) -> None:
        """Unfolds the form of a task, fills it in and completes it, or signs it."""
        self.unfold(task, of=of, sign=sign).fill(answers)
        self.finish("签字" if sign else "完成")

    def unfold(self, task: str, *, of: str = "", sign: bool = False) -> Sheet:
        """Unfolds the form of a task in place."""
        self.card(task, of).get_by_role("link", name="填写并签字" if sign else "填写", exact=True).click()
        expect(self.sheet.place).to_be_visible()
        return self.sheet

    def take(self, action: str, answers: Answers | None = None) -> None:
        """Takes an action of the case."""
        self.page.locator("#actions").get_by_role("link", name=action, exact=True).click()
        expect(self.sheet.place).to_be_visible()
        self.sheet.fill(answers or {})
        self.finish(action)

    def finish(self, button: str) -> None:
        """Sends the form that stands open, and is told that it was done."""
        with self.turning():
            self.sheet.press(button)
        self.is_told("已办")

    def on_paper(self, task: str, of: str = "") -> Sheet:
        """Unfolds what is asked when somebody else did a task on paper."""
        others = self.page.locator(".fy-done li").filter(has_text=task)
        entry = self.card(task, of).or_(others.filter(has_text=of) if of else others)
        entry.get_by_role("link", name="代录纸面办理").click()
        expect(self.sheet.place).to_be_visible()
        return self.sheet

    def ask_for_time(self, clock: str, days: int, reason: str) -> None:
        """Asks for more time on a deadline, in its box in the margin."""
        box = self.page.locator(".fy-clocks details").filter(has_text=clock).filter(has_text="申请延期")
        box.locator("summary").click()
        box.get_by_label("延长").fill(str(days))
        box.get_by_label("理由").fill(reason)
        box.get_by_role("button", name="申请", exact=True).click()

    def filter(self, title: str, choice: str) -> Desk:
        """Chooses in one of the filters above a ledger; the page follows by itself."""
        chip = self.page.locator(".fy-chip").filter(has=self.page.locator(f"span:text-is('{title}')"))
        with self.turning():
            chip.locator("select").select_option(label=choice)
        return self

    def press(self, button: str) -> None:
        """Presses a button of the page."""
        self.body.get_by_role("button", name=button, exact=True).click()

    def download(self, name: str) -> Download:
        """Presses a button or link that gives a file."""
        with self.page.expect_download() as coming:
            self.body.get_by_role("link", name=name).or_(self.body.get_by_role("button", name=name)).first.click()
        return coming.value

    def download_of(self, letter: str, of: str) -> Download:
        """Takes a letter of the case out of the list of its letters."""
        row = self.page.get_by_role("row").filter(has_text=letter).filter(has_text=of)
        with self.page.expect_download() as coming:
            row.get_by_role("link", name="下载").click()
        return coming.value

    # --- reading ------------------------------------------------------------------------------------------------------

    def is_told(self, text: str) -> None:
        """The page says at its top what happened."""
        expect(self.page.locator(".fy-said").first).to_contain_text(text)

    def reads(self, *texts: str) -> None:
        """The page says all this somewhere."""
        for text in texts:
            expect(self.body).to_contain_text(text)

    def reads_nothing_of(self, *texts: str) -> None:
        """The page says none of this."""
        for text in texts:
            expect(self.body).not_to_contain_text(text)

    def waits_to_read(self, text: str) -> None:
        """Reloads the page until the server's own rounds have brought this text."""
        self._until(self.body.get_by_text(text).first)

    def waits_for_card(self, title: str, of: str = "") -> None:
        """Reloads the page until a task waits here."""
        self._until(self.card(title, of))

    def _until(self, wanted: Locator) -> None:
        for _ in range(RELOADS):
            self.page.reload()
            try:
                return wanted.wait_for(timeout=1_500)
            except NotYet:
                continue
        return expect(wanted).to_be_visible()

    @property
    def number(self) -> str:
        """The number of the case that stands open."""
        return self.page.locator(".fy-case-head .fy-number").inner_text()

    @property
    def stage(self) -> str:
        """The stage that the case is in."""
        return self.page.locator(".fy-track [aria-current=step] span").inner_text()

    @property
    def stages(self) -> Sequence[str]:
        """The whole track."""
        return self.page.locator(".fy-track li > span").all_inner_texts()

    def light(self, clock: str, of: str = "") -> str:
        """How a running deadline stands, with its shape and words, as in the head of the case."""
        lines = self.page.locator(".fy-lights li").filter(has_text=clock)
        line = lines.filter(has_text=of) if of else lines
        return " ".join(line.locator(".fy-light").inner_text().split())

    def ended(self, clock: str, of: str = "") -> str:
        """How a deadline ended."""
        return self._clock(clock, of).locator("summary > .fy-tag").inner_text()

    def due(self, clock: str, of: str = "") -> str:
        """The due date of a deadline, as its box in the margin says."""
        return self._clock(clock, of).locator("summary > .fy-quiet").last.inner_text()[:10]

    def _clock(self, clock: str, of: str) -> Locator:
        boxes = self.page.locator(".fy-clocks details").filter(has=self.page.locator("summary", has_text=clock))
        return boxes.filter(has=self.page.locator("summary", has_text=of)) if of else boxes

    def why(self) -> Mapping[str, str]:
        """Opens why and why not; gives what is said of each rule by its title, and goes back to the case."""
        self.body.get_by_role("link", name="为什么", exact=True).click()
        expect(self.body.get_by_role("heading", name="为什么，为什么没有")).to_be_visible()
        for box in self.page.locator(".fy-why details:not([open]) > summary").all():
            box.click()
        lines = self.page.locator(".fy-why-yes, .fy-why-no").all()
        said = {line.locator("strong").inner_text().lstrip("✓– "): line.inner_text() for line in lines}
        self.page.go_back()
        return said
