"""Letters: real docx files made and read back by python-docx."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fangyuan.packs.template_language import OWN_FILTERS
from fangyuan.packs.templates import TemplateUnreadable, words_of
from fangyuan.publishing.letters import LetterFailed, chinese_date, long_date, render, sandbox, sentence


def template(*paragraphs: str) -> bytes:
    """A docx with these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


ANY = template("（{{ words }}）")


def text_of(docx: bytes) -> str:
    """What a reader sees."""
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(docx)).paragraphs)


def test_a_letter_is_filled_with_its_context() -> None:
    docx = render(template("{{ unit }}:", "请于{{ due | date }}前报告。"), {"unit": "甲局", "due": "2026-02-10"})
    assert text_of(docx) == "甲局:\n请于2026年2月10日前报告。"


def test_what_a_person_typed_cannot_break_the_document() -> None:
    assert text_of(render(template("{{ words }}"), {"words": "<w:p>&甲</w:p>"})) == "<w:p>&甲</w:p>"


def test_each_line_that_was_typed_is_a_paragraph_set_like_the_first() -> None:
    document = Document()
    document.add_paragraph("一、{{ facts }}").paragraph_format.first_line_indent = 406400
    document.add_table(1, 1).cell(0, 0).text = "{{ facts }}"
    written = BytesIO()
    document.save(written)
    typed = "  第一段。\r\n\n\u3000\u3000第二段\f\a。 \n"
    made = Document(BytesIO(render(written.getvalue(), {"facts": typed})))
    assert [one.text for one in made.paragraphs] == ["一、第一段。", "第二段", "。"]
    assert {one.paragraph_format.first_line_indent for one in made.paragraphs} == {406400}
    assert made.tables[0].cell(0, 0).text == "第一段。\n第二段\n。"


def test_a_word_that_the_context_lacks_is_named() -> None:
    with pytest.raises(LetterFailed, match="handler"):
        render(template("{{ handler }}"), {})


PAGE = """
<h1>{{ organ }}交办单</h1>
<p>{{ unit }}：</p>
{% for one in matters %}
<p>现将“<b>{{ one }}</b>”交你单位办理。</p>
{% endfor %}
<table><tr><th>期限</th><td>{{ due|date }}</td></tr></table>
"""


def test_a_page_becomes_the_docx_that_it_means() -> None:
    said = {"organ": "市局", "unit": "甲局", "matters": ["路灯不亮", "<b>水</b>"], "due": "2026-02-10"}
    assert words_of(PAGE.encode()) == set(said)
    made = Document(BytesIO(render(PAGE.encode(), said)))
    texts = [paragraph.text for paragraph in made.paragraphs if paragraph.text]
    assert texts == ["市局交办单", "甲局：", "现将“路灯不亮”交你单位办理。", "现将“<b>水</b>”交你单位办理。"]
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [["期限", "2026年2月10日"]]
    assert (round(made.sections[0].page_width.mm), round(made.sections[0].left_margin.mm)) == (210, 28)
    (run,) = made.paragraphs[0].runs
    assert (run.font.size.pt, run.font.name) == (22, "方正小标宋简体")


@pytest.mark.parametrize(
    "page", [b"<p>{{ a }}</p><script>x</script>", "<p>甲</p>".encode("gbk"), b"{% import 'os' %}<p>"]
)
def test_a_page_that_is_no_letter_is_refused(page: bytes) -> None:
    with pytest.raises(LetterFailed):
        render(page, {"a": "x"})


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{% for a in range(10**9) %}x{% endfor %}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ unit.__class__ }}",
    ],
)
def test_a_template_reaches_nothing_but_its_context(attack: str) -> None:
    with pytest.raises(LetterFailed):
        render(template(attack), {"unit": "甲局"})


@pytest.mark.parametrize(
    ("bomb", "told"),
    [
        ("{{ 'x' * 2000000000 }}", "*"),
        ("{{ subject * 2000000000 }}", "*"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "**"),
        ("{{ subject|center(1000000000) }}", "|center"),
        ("{{ subject|replace('x', 'xxxxxxxxxx')|replace('x', 'xxxxxxxxxx') }}", "|replace"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% macro %}"),
        ("{% include 'x' %}", "{% include %}"),
        ("{% set a = subject ~ subject %}{{ a }}", "{% set %}"),
        ("{% for a in subject %}{% for b in subject %}x{% endfor %}{% endfor %}", "other rows"),
        ("{% for a in subject %}{% for b in a.no|default(subject) %}x{% endfor %}{% endfor %}", "other rows"),
        ("{{ subject|join(subject) }}", "|join"),
        ("{{ (subject|join('xxxxxxxxx') ~ 'y')|join('xxxxxxxxx') }}", "|join"),
        ("{% for a in rows recursive %}{{ loop(rows) }}{% endfor %}", "{% for %}"),
        ("{{ subject.upper() }}", "( )"),
    ],
)
def test_what_could_take_time_or_memory_without_end_is_refused_before_anything_is_worked_out(
    bomb: str, told: str
) -> None:
    written = template(bomb)
    with pytest.raises(TemplateUnreadable, match=re.escape(told)):
        words_of(written)
    with pytest.raises(LetterFailed, match="may not hold"):
        render(written, {"subject": "x" * 100, "rows": [1]})


def test_rows_of_rows_and_choices_are_what_a_template_may_hold() -> None:
    written = template("{% for a in rows %}{% for b in a.parts %}{{ loop.index }}{{ b|upper }}{% endfor %}{% endfor %}")
    assert words_of(written) == {"rows"}
    assert text_of(render(written, {"rows": [{"parts": ["x", "y"]}, {"parts": ["z"]}]})) == "1X2Y1Z"
    assert text_of(render(template("{{ '有' if n > 1 and n is defined else '无' }}"), {"n": 2})) == "有"


def test_what_is_no_docx_is_refused() -> None:
    with pytest.raises(LetterFailed):
        render(b"not a zip", {})


ODD = (
    "{{ secret }}", "{% for a in b %}", "{{ '}}", "{# 注 #}", "{_{ x }_} {_% y %_}", "<w:p>&amp;</w:p>", "]]>", "a\x00b\x1fc",
    "\ufffe\uffff", "\ud800", "\u202e倒", "𠮷𬺓", "&#123;&#123; x", "{%p if x %}", "{{r x }}", "<br>", "\\n",
)  # fmt: skip


def printed(typed: str) -> str:
    """What a letter may show of a text: what no document can hold is a space."""
    kept = ("".join(" " if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\ud800\ufffe\uffff" else c) for c in typed)
    return "".join(kept).strip()


def test_what_a_petitioner_typed_is_printed_as_it_was_typed_and_never_worked_out() -> None:
    written = template("{{ secret }}|{{ words }}|", "{% for one in rows %}{{ one.name }};{% endfor %}")
    for typed in ODD:
        made = Document(BytesIO(render(written, {"secret": "密", "words": typed, "rows": [{"name": typed}] * 2})))
        shown = printed(typed)
        assert [one.text for one in made.paragraphs] == [f"密|{shown}|", f"{shown};{shown};"], typed


@settings(max_examples=15)
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"), min_size=1
    )
)
def test_any_text_comes_out_of_a_letter_as_it_went_in(typed: str) -> None:
    assert text_of(render(ANY, {"words": typed})) == f"（{typed}）"


def test_the_words_of_a_template_are_known() -> None:
    assert words_of(template("{{ unit }} {% for p in people %}{{ p.name }}{% endfor %}")) == {"unit", "people"}


def test_the_filters_that_packs_are_checked_for_are_those_that_letters_have() -> None:
    assert set(OWN_FILTERS) == set(sandbox().filters) - set(ImmutableSandboxedEnvironment().filters)


def test_dates_are_written_as_the_standard_asks() -> None:
    assert long_date(date(2026, 2, 10)) == "2026年2月10日"
    assert long_date(datetime(2026, 12, 1, 9, tzinfo=UTC)) == "2026年12月1日"
    assert chinese_date("2026-10-31") == "二〇二六年十月三十一日"
    assert chinese_date("2026-12-20") == "二〇二六年十二月二十日"
    assert long_date("2026年2月10日") == "2026年2月10日"
    assert chinese_date("2026年10月31日") == "二〇二六年十月三十一日"
    assert long_date("") == ""
    assert (long_date("2026年3月底前"), chinese_date("2026-13-45")) == ("2026年3月底前", "2026-13-45")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("责令支付", "责令支付。"), ("责令支付。", "责令支付。"), ("见《条例》", "见《条例》。"), ("他说“不服。”", "他说“不服。”"),
        ("如下：", "如下："), ("第十六条（二）", "第十六条（二）。"), ("", ""), (12, "12。"), ("一\n二", "一\n二。"), ("》", "》。"),
    ],
)  # fmt: skip
def test_a_sentence_ends_with_a_full_stop_once(text: object, printed: str) -> None:
    assert sentence(text) == printed


def test_the_last_paragraph_of_a_text_ends_its_sentence_and_signs_are_still_escaped() -> None:
    made = Document(BytesIO(render(template("{{ words|sentence }}"), {"words": "一、<甲>\n二、{_{乙"})))
    assert [one.text for one in made.paragraphs] == ["一、<甲>", "二、{_{乙。"]
