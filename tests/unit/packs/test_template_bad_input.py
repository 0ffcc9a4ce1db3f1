"""Templates that strangers sent: what each is refused for, in Chinese with what to do; nothing is fetched, run or left waiting."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from fangyuan.packs import limits
from fangyuan.packs.reasons import reason
from fangyuan.packs.template_places import place_of_fault, place_of_word
from fangyuan.packs.templates import TemplateUnreadable, asked_by
from fangyuan.publishing.letters import LetterFailed, render

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Spoil = Callable[[dict[str, bytes]], None]


def letter(*paragraphs: str) -> bytes:
    made, document = BytesIO(), Document()
    for text in paragraphs or ("{{ reader }}：",):
        document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def spoiled(spoil: Spoil) -> bytes:
    """A letter whose parts were changed."""
    with ZipFile(BytesIO(letter())) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    spoil(parts)
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return made.getvalue()


def part(name: str, content: bytes) -> Spoil:
    return lambda parts: parts.update({name: content})


def changed(name: str, old: bytes, new: bytes) -> Spoil:
    def spoil(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return spoil


def related(kind: str, target: str) -> Spoil:
    """Another relation of the document, to something outside."""
    line = f'<Relationship Id="rX" Type="{RELATION}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return changed("word/_rels/document.xml.rels", b"</Relationships>", line.encode())


def field(words: str) -> Spoil:
    cut = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (words[:3], words[3:]))
    return changed("word/document.xml", b"</w:p>", f"{cut}</w:p>".encode())


ENTITIES = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]>'
SPOILED: tuple[tuple[Spoil, str], ...] = (
    (part("word/vbaProject.bin", b"\xd0\xcf"), "里面有宏"),
    (changed("[Content_Types].xml", b".main+xml", b".macroEnabled.main+xml"), "里面有宏"),
    (part("word/embeddings/oleObject1.bin", b"x"), "嵌入了别的文件"),
    (related("image", "http://127.0.0.1:9/a.png"), "图片在外面"),
    (related("attachedTemplate", "file:///C:/t.dotm"), "连着外面的模板"),
    (related("hyperlink", "file://pc7/share/a.docx"), "链接指向别的电脑"),
    (related("oleObject", "http://127.0.0.1:9/a"), "打开文书时要去取"),
    (field(' DDEAUTO cmd "/k x"'), "会去取外面内容的域 DDEAUTO"),
    (field(' INCLUDEPICTURE "http://127.0.0.1:9/x"'), "域 INCLUDEPICTURE"),
    (changed("word/document.xml", b"<w:document", ENTITIES + b"<w:document"), "定义了实体"),
    (part("word/document.xml", "<w:document/>".encode("utf-16")), "不是 UTF-8"),
    (part("word/media/bomb.bin", b"\0" * (limits.BLOB_BYTES * 9)), "展开以后太大"),
)


@pytest.mark.parametrize(("spoil", "told"), SPOILED, ids=[told for _, told in SPOILED])
def test_what_a_template_may_not_bring_along_is_refused_by_name(spoil: Spoil, told: str) -> None:
    template = spoiled(spoil)
    assert len(template) < limits.BLOB_BYTES
    with pytest.raises(TemplateUnreadable) as unreadable:
        asked_by(template)
    assert told in reason(str(unreadable.value))["reason"]
    with pytest.raises(LetterFailed):
        render(template, {"reader": "甲局"})


OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "旧的 doc 格式"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        (letter("｛｛ reader ｝｝："), "全角的“｛｛”"),
        (letter("{{ reader }："), "多了"),
        (letter("{% if reader %}{{ reader }}"), "没有用 {% endif %}"),
        (letter("{{ " + "(" * 5_000 + "reader" + ")" * 5_000 + " }}"), "嵌套太深"),
        (letter("{% for i in range(10**9) %}x{% endfor %}"), "不能写"),
        (letter("{{ 'a' * 10**9 }}"), "不能写 *"),
        (letter("{% for a in rows %}{% for b in rows %}{{ b }}{% endfor %}{% endfor %}"), "循环里面的循环"),
        (letter("{{ reader|dates }}"), "不能写 |dates"),
        (letter("{{ reader｜date }}"), "多了“｜”；标签里的符号用半角"),
        (letter("{{ \u200breader }}"), "看不见的字"),
    ],
)
def test_a_template_that_is_written_wrongly_is_told_in_words_with_what_to_do(template: bytes, told: str) -> None:
    with pytest.raises(TemplateUnreadable) as unreadable:
        asked_by(template)
    assert told in reason(str(unreadable.value))["reason"]


BY = b'w:id="7" w:author="a" w:date="2026-03-05T00:00:00Z"'


@pytest.mark.parametrize(
    "left",
    [
        b"<w:ins %b><w:r><w:t>a</w:t></w:r></w:ins>" % BY,
        b"<w:del %b><w:r><w:delText>{{ old }}</w:delText></w:r></w:del>" % BY,
        b"<w:moveFrom %b><w:r><w:t>{{ old }}</w:t></w:r></w:moveFrom>" % BY,
        b"<w:r><w:rPr><w:b/><w:rPrChange %b><w:rPr/></w:rPrChange></w:rPr><w:t>a</w:t></w:r>" % BY,
    ],
)
def test_changes_that_were_tracked_do_not_go_out_with_every_letter(left: bytes) -> None:
    with pytest.raises(TemplateUnreadable) as unreadable:
        asked_by(spoiled(changed("word/document.xml", b"</w:p>", left + b"</w:p>")))
    assert "接受或者拒绝全部修订" in reason(str(unreadable.value))["reason"]


def test_what_colleagues_noted_beside_a_template_does_not_go_out_with_every_letter() -> None:
    made, document = BytesIO(), Document()
    runs = document.add_paragraph("{{ reader }}：").runs
    noted = document.add_comment(runs, text="先拖一拖", author="甲")
    document.save(made)
    with pytest.raises(TemplateUnreadable) as unreadable:
        asked_by(made.getvalue())
    assert "删除全部批注" in reason(str(unreadable.value))["reason"]
    # Word and WPS keep the part when the last comment is taken out.
    noted._comment_elm.getparent().remove(noted._comment_elm)
    document.save(without := BytesIO())
    assert asked_by(without.getvalue()).words == {"reader"}


def test_links_to_pages_and_mail_are_harmless() -> None:
    for target in ("https://www.example.gov.cn/", "mailto:a@example.gov.cn"):
        assert asked_by(spoiled(related("hyperlink", target))).words == {"reader"}


@pytest.mark.parametrize(
    "pieces", [("{", "{ rea", "der }", "}"), ("{{ reader", " }}"), ("{% if reader %}{", "{reader}}{% en", "dif %}")]
)
def test_tags_that_word_cut_into_runs_are_put_together(pieces: tuple[str, ...]) -> None:
    made, document = BytesIO(), Document()
    paragraph = document.add_paragraph()
    for at, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(at % 2)
    document.save(made)
    assert asked_by(made.getvalue()).words == {"reader"}
    letters = Document(BytesIO(render(made.getvalue(), {"reader": "甲局"}))).paragraphs
    assert [one.text for one in letters] == ["甲局"]


def laid_out(body: str = "", cell: str = "", header: str = "") -> bytes:
    """A letter with a heading, a paragraph, a table of two rows and a header."""
    made, document = BytesIO(), Document()
    for text in ("关于事项的告知书", "", f"{{{{ reader }}}}：{body}"):
        document.add_paragraph(text)
    table = document.add_table(2, 2)
    table.cell(1, 1).text = cell or "甲"
    document.sections[0].header.paragraphs[0].text = header or "方圆县信访局"
    document.save(made)
    return made.getvalue()


FAULTS = (
    "{{ reader|dates }}", "{% for i in range(10**9) %}x{% endfor %}", "{{ 'a' * 10**9 }}", "{% if reader %}甲",
    "{{ reader }", "{% set a = 1 %}", "{% for a in rows %}{% for b in rows %}x{% endfor %}{% endfor %}", "{% endif %}",
)  # fmt: skip
PLACES = {
    "body": "（第2段“",
    "cell": "（第1个表格第2行第2格“",
    "header": "（页眉“",
}


@pytest.mark.parametrize("where", PLACES)
def test_what_is_wrong_in_a_template_is_told_with_its_place(where: str) -> None:
    """A typo, an unknown filter, a loop without end: in a paragraph, in a cell of a table, in the header."""
    for wrong in FAULTS:
        template = laid_out(**{where: wrong})
        with pytest.raises(TemplateUnreadable):
            asked_by(template)
        assert place_of_fault(template)["place"].startswith(PLACES[where]), wrong
    typo = laid_out(**{where: "{% for one in rows %}{{ one.nmae }}{% endfor %}{{ raeder }}"})
    assert place_of_word(typo, ("raeder",))["place"] == f"{PLACES[where]}{{{{ raeder }}}}”）"
    assert place_of_word(typo, ("rows", "nmae"))["place"] == f"{PLACES[where]}{{{{ one.nmae }}}}”）"
    assert place_of_word(typo, ("stranger",)) == {"place": "", "place_en": ""}


def test_a_row_that_is_repeated_and_a_paragraph_that_is_left_out_are_no_faults() -> None:
    good = laid_out(body="{%p if reader %}", cell="{%tr for one in rows %}{{ one.name }}{%tr endfor %}")
    assert place_of_fault(good)["place"] == "（第2段“{%p if reader %}”）"
    assert place_of_fault(laid_out(body="{%p if reader %}甲", cell="{%p endif %}"))["place"] == ""
    assert place_of_fault(laid_out())["place"] == ""


def test_a_file_that_is_none_has_no_place() -> None:
    for broken in (b"x" * 100, letter()[:-300], spoiled(part("word/document.xml", b"<w:document"))):
        with pytest.raises(TemplateUnreadable):
            asked_by(broken)
        assert place_of_fault(broken) == {"place": "", "place_en": ""}
