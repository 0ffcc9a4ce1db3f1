"""Personal data and secrets are found in the letters' templates too, however Word cuts them up."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from fangyuan.compiler.disclosing import check_disclosures
from fangyuan.packs.reading import from_bytes
from fangyuan.packs.source import Source, SourceFile

PHONE, IDENTITY = "13912345678", "11010519491231002X"


def told(blob: bytes) -> list[tuple[str, str]]:
    """Code and part of every finding in a template of these bytes."""
    source = Source.of([SourceFile("letters/reply.docx", None, blob)])
    return [(problem.code, problem.path) for problem in check_disclosures(source)]


def written(document: object) -> bytes:
    made = BytesIO()
    document.save(made)  # type: ignore[attr-defined]
    return made.getvalue()


def test_a_number_cut_into_runs_a_cell_a_header_and_the_properties_are_read() -> None:
    document = Document()
    paragraph = document.add_paragraph("请电 ")
    for piece in ("139", "1234", "5678"):
        paragraph.add_run(piece).bold = piece == "1234"
    document.add_table(1, 1).cell(0, 0).text = f"证件 {IDENTITY}"
    document.sections[0].header.paragraphs[0].text = f"值班 {PHONE}"
    document.core_properties.comments = "https://clerk:letmein@files.example/x"
    found = told(written(document))
    assert ("personal-phone", "word/document.xml") in found
    assert ("personal-id", "word/document.xml") in found
    assert ("personal-phone", "word/header1.xml") in found
    assert ("secret", "docProps/core.xml") in found


def test_an_invented_number_and_two_paragraphs_that_only_meet_are_no_finding() -> None:
    document = Document()
    for text in ("示例 13800000123", "1391234", "5678"):
        document.add_paragraph(text)
    assert told(written(document)) == []


@pytest.mark.parametrize("blob", [b"", b"PK\x03\x04", b"13912345678"])
def test_what_is_no_document_is_another_checks_matter(blob: bytes) -> None:
    assert told(blob) == []


def test_a_document_that_swells_is_not_read() -> None:
    made = BytesIO()
    with ZipFile(made, "w", 8) as packed:
        packed.writestr("word/document.xml", PHONE + " " * (65 * 1024 * 1024))
    assert told(made.getvalue()) == []


def codes_in(text: str, path: str = "README.md") -> list[str]:
    """Codes of the findings in a file that is not parsed."""
    return [problem.code for problem in check_disclosures(Source.of([SourceFile(path, None, text.encode())]))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("139 1234 5678", "personal-phone"),
        ("139-1234-5678", "personal-phone"),
        ("+8613912345678", "personal-phone"),
        ("8613912345678", "personal-phone"),
        ("１３９１２３４５６７８", "personal-phone"),
        ("zhang13912345678", "personal-phone"),
        ("110105 19491231 002X", "personal-id"),
        ("密码：Zx9!kkqw2", "secret"),
        ("口令是 abc12345", "secret"),
        ("password: hunter2hunter2", "secret"),
        ("api_key=sk-abcdefghijklmnopqrstuvwxyz123456", "secret"),
        ("1101 0519 4912 3100 2X", "personal-id"),
        ("110105491231002", "personal-id"),
        ("6222 0212 3456 7890 128", "personal-card"),
        ("鲁R·12345", "personal-plate"),
        ("zhangsan_88@163.com", "personal-mail"),
        ("sk-proj-abcdEFGH1234ijklMNOP5678qrst", "secret"),
        ("AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "secret"),
        ("LTAI5tFz8kQm3NxPq7RsT2uV", "secret"),
        ("Authorization: Bearer abcdef1234567890ABCDEF", "secret"),
        ("Authorization: Basic YWRtaW46cGFzc3dvcmQxMjM=", "secret"),
        ("口令 admin888", "secret"),
    ],
)
def test_numbers_and_passwords_are_found_as_people_write_them(text: str, code: str) -> None:
    assert codes_in(f"联系 {text} 即可") == [code]


@pytest.mark.parametrize(
    "text",
    [
        "138 0000 0123",
        "+86 13800000123",
        "110105 19491231 0021",
        "0535-8812345",
        "0.13912345678",
        "3f2c13912345678ab",
        "13912345678ab7c",
        "密码：请向管理员索取",
        "password: {type: string, title: 口令, maxLength: 20}",
        "password: ${PASSWORD_1}",
        "口令长度：8 位",
        "110105990229002",
        "6222 0212 3456 7890 123",
        "鲁A00001",
        "xinfang@heze.gov.cn",
        "someone1@example.com",
        "abc13812345678def",
        "13812345678.00元",
        "密钥：sha256 指纹 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "task-management-of-2024-in-the-county",
        "Basic 的说明见第2页",
    ],
)
def test_what_only_looks_like_a_number_or_a_password_is_none(text: str) -> None:
    assert codes_in(f"联系 {text} 即可") == []


def test_a_name_of_a_file_is_read_too() -> None:
    assert codes_in("", "letters/张三-139-1234-5678.csv") == ["personal-phone"]


def test_a_value_is_told_at_its_place_and_not_again_as_a_line() -> None:
    text = f"# {PHONE}\nsecond: 13912345679\n13912345670: 甲\nsecret: k1k1k1\n"
    source, problems = from_bytes({"pack.yaml": text.encode()})
    assert problems == []
    found = [(p.code, p.mark.line if p.mark else 0, p.path) for p in check_disclosures(source)]
    assert sorted(found) == [
        ("personal-phone", 1, ""),
        ("personal-phone", 2, "$.second"),
        ("personal-phone", 3, ""),
        ("secret", 4, "$.secret"),
    ]


def test_what_fills_a_field_that_is_named_like_a_secret_is_one() -> None:
    said = {"properties": {"password": {"title": "口令", "default": "hunter2hunter2"}, "secret": {"default": "公开"}}}
    found = check_disclosures(Source.of([SourceFile("case-types/a/a.schema.json", said)]))
    assert [(problem.code, problem.path) for problem in found] == [("secret", "$.properties.password.default")]


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "piece", ["-eyJ", "a+", "a://b:", "key:", "密码 ", "key=", "1 ", "京A", "62 ", "x@", "sk-", "Bearer ", "鲁", "<"]
)
def test_a_text_made_to_be_slow_is_looked_through_once(piece: str) -> None:
    """Two of these took minutes before: every start of a token was followed to the end of the text."""
    assert set(codes_in(piece * 100_000)) <= {"secret"}
