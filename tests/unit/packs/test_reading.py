"""Reading a folder: everything with its place, everything wrong said at once, nothing that crashes or hangs."""

from __future__ import annotations

import errno
import json
import os
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from fangyuan.model.problems import Mark, PackRejected
from fangyuan.packs import limits, reading
from fangyuan.packs.json_text import read_json
from fangyuan.packs.paths import clashes
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.problems import english
from fangyuan.packs.reading import look, read_folder
from fangyuan.packs.source import SourceFile
from fangyuan.packs.storage import from_json, hash_of, to_json
from fangyuan.packs.trees import told
from fangyuan.packs.yaml_text import plain_scalar, read_yaml
from packs.examples import BASE, laid_out

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)


def codes(problems: object) -> list[str]:
    return [problem.code for problem in problems]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"), ("on", "on"), ("no", "no"), ("true", True), ("null", None), ("~", None), ("", None),
        ("010", 10), ("0o17", 15), ("0x1F", 31), ("1_000", "1_000"), ("1e3", 1000.0), (".5", 0.5),
        ("2026-02-10", "2026-02-10"), ("16:30", "16:30"), ("1.0.0", "1.0.0"), ("+86", 86),
    ],
)  # fmt: skip
def test_yaml_is_version_1_2_and_dates_stay_text(written: str, value: Any) -> None:
    assert plain_scalar(written) == value
    assert type(plain_scalar(written)) is type(value)


def test_every_value_knows_its_place() -> None:
    node, problems = read_yaml("- clock: mend\n  warn: [{before: 1 day}]\n", "clocks.yaml")
    assert problems == []
    assert node is not None
    marks = node.marks()
    assert marks[(0, "clock")] == Mark("clocks.yaml", 1, 3)
    assert marks[(0, "warn", 0, "before")] == Mark("clocks.yaml", 2, 11)
    assert told((0, "warn", 0, "a b")) == '$[0].warn[0]["a b"]'


def test_json_places_count_characters_not_bytes() -> None:
    node, _ = read_json('{\n  "题": {"值": 1}}', "x.json")
    assert node is not None
    assert node.marks()[("题", "值")] == Mark("x.json", 2, 9)


@settings(deadline=None)
@given(TREES.filter(lambda tree: tree is not None))
def test_json_reads_what_json_writes(tree: Any) -> None:
    for indent in (None, 2):
        node, problems = read_json(json.dumps(tree, indent=indent, ensure_ascii=False), "x.json")
        assert problems == []
        assert node is not None
        assert node.plain() == tree


@settings(deadline=None)
@given(st.dictionaries(TEXT, TREES, min_size=1, max_size=4))
def test_yaml_reads_what_ruamel_writes(tree: Any) -> None:
    written = StringIO()
    YAML(typ="safe", pure=True).dump(tree, written)
    assume(_reads_back(written.getvalue(), tree))
    node, problems = read_yaml(written.getvalue(), "x.yaml")
    assert problems == []
    assert node is not None
    assert node.plain() == tree


def _reads_back(written: str, tree: Any) -> bool:
    """Whether ruamel reads its own writing: a key such as `?x` it writes and cannot read."""
    try:
        return bool(YAML(typ="safe", pure=True).load(written) == tree)
    except YAMLError:
        return False


@settings(deadline=None)
@given(TREES.filter(lambda tree: tree is not None))
def test_a_file_is_its_tree(tree: Any) -> None:
    node, _ = read_json(json.dumps(tree), "x.json")
    assert node is not None
    file = SourceFile.of("x.json", node)
    assert file.tree.plain() == tree
    assert file.tree.marks() == node.marks()


@settings(deadline=None)
@given(st.text(max_size=80) | st.text("-[]{}&*!|>:,?#%@\"' \n\tab1~<", max_size=60))
def test_no_text_crashes_the_readers(text: str) -> None:
    for read in (read_yaml, read_json):
        node, problems = read(text, "x")
        assert node is not None or problems


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_crash_reading(raw: bytes) -> None:
    source, problems = reading.from_bytes({"pack.yaml": raw})
    assert source.files or problems


def test_a_pack_is_read_whole() -> None:
    source = read_folder(BASE)
    assert (source.pack, source.name, source.version, source.extends) == ("example/minimal", "minimal", "1.0.0", ())
    assert source.files["letters/receipt.docx"].blob.startswith(b"PK")
    assert source.blobs("letters").keys() == {"receipt.docx"}


def test_what_the_database_keeps_is_the_same_source() -> None:
    source = read_folder(BASE)
    kept = from_json(to_json(source))
    assert to_json(kept) == to_json(source)
    assert hash_of(kept) == hash_of(source)
    assert list(kept.files["case-types/repair/report.schema.json"].data["properties"]) == [
        "device", "category", "noticed_on", "urgent", "phone",
    ]  # fmt: skip


def test_all_problems_of_all_files_are_said(tmp_path: Path) -> None:
    laid_out(BASE, tmp_path / "pack")
    (tmp_path / "pack" / "roles.yaml").write_bytes("- {role: clerk, title: 报修员}".encode("gb18030"))
    (tmp_path / "pack" / "views" / "ledger.yaml").write_text("- view: [\n", encoding="utf-8")
    (tmp_path / "pack" / "rules.yaml").write_text("x", encoding="utf-8")
    with pytest.raises(PackRejected) as rejected:
        read_folder(tmp_path / "pack")
    assert codes(rejected.value.problems) == ["not-utf-8", "unknown-file", "yaml-syntax"]


def test_no_folder(tmp_path: Path) -> None:
    assert codes(look(tmp_path / "nowhere")[1]) == ["no-folder"]


def test_hidden_files_and_what_programs_leave_are_left_aside(tmp_path: Path) -> None:
    laid_out(BASE, tmp_path / "pack")
    (tmp_path / "pack" / ".git").mkdir()
    (tmp_path / "pack" / ".git" / "config").write_text("x", encoding="utf-8")
    for left in (".DS_Store", "Thumbs.db", "desktop.ini", "letters/~$letter.docx"):
        (tmp_path / "pack" / left).parent.mkdir(exist_ok=True)
        (tmp_path / "pack" / left).write_text("x", encoding="utf-8")
    assert look(tmp_path / "pack")[1] == []


def test_links_lead_nowhere(tmp_path: Path) -> None:
    laid_out(BASE, tmp_path / "pack")
    (tmp_path / "pack" / "letters" / "secret.docx").symlink_to("/etc/passwd")
    (tmp_path / "pack" / "reports").symlink_to("/etc")
    source, problems = look(tmp_path / "pack")
    assert codes(problems) == ["symbolic-link", "symbolic-link"]
    assert "letters/secret.docx" not in source.files


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(BASE, tmp_path / "pack")
    deep = tmp_path / "pack" / "demo" / "a" / "b" / "c" / "d" / "e" / "f" / "g"
    deep.mkdir(parents=True)
    (deep / "x.md").write_text("x", encoding="utf-8")
    assert codes(look(tmp_path / "pack")[1]) == ["folders-too-deep"]
    for name, value, code in (
        ("FILES", 5, "too-many-files"),
        ("TEXT_BYTES", 100, "file-too-large"),
        ("BLOB_BYTES", 10_000, "file-too-large"),
        ("PACK_BYTES", 10_000, "pack-too-large"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(limits, name, value)
            assert code in codes(look(tmp_path / "pack")[1])


def test_aliases_cannot_explode() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    lines += [
        f"{name}: &{name} [{','.join(['*' + before] * 10)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    node, problems = read_yaml("\n".join(lines), "x.yaml")
    assert node is None
    assert codes(problems) == ["too-many-values"]


def test_an_alias_repeats_what_it_names() -> None:
    node, problems = read_yaml("a: &x {b: 1}\nc: *x\n", "x.yaml")
    assert problems == []
    assert node is not None
    assert node.plain() == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("name", "told", "use"),
    [
        ("a\nb.md", "a\\u000ab.md", "a-b.md"),
        ("a:b.md", "a\\u003ab.md", "a-b.md"),
        ("aux.md", "aux.md", "file-aux.md"),
        ("a .md ", "a .md ", "a .md"),
        (os.fsdecode(b"\xff.md"), "\\udcff.md", "-.md"),
        ("长" * 60 + ".md", "长" * 60 + ".md", None),
    ],
)
def test_a_name_that_no_archive_may_hold_is_no_name_in_a_folder(
    tmp_path: Path, name: str, told: str, use: str | None
) -> None:
    (tmp_path / name).write_bytes(b"x")
    found = [problem for problem in look(tmp_path)[1] if problem.code == "file-name"]
    assert [(told in problem.message, f"“{use}”" in problem.advice) for problem in found] == [(True, True)] * bool(use)


def test_two_names_that_some_system_takes_for_one_are_told(tmp_path: Path) -> None:
    names = ["README.md", "readme.md", "\u00e9.md", "e\u0301.md", "other.md"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    if len(list(tmp_path.iterdir())) == len(names):
        assert [problem.code for problem in look(tmp_path)[1]].count("file-name-twice") == 2
    assert list(clashes(["a/b.md", "a", "A/c.md"])) == [("a", "a/b.md")]


def test_a_known_name_in_a_wrong_folder_is_not_told_to_be_another(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "clocks.yaml").write_bytes(b"[]")
    assert "pack.yaml" not in next(str(problem) for problem in look(tmp_path)[1] if problem.code == "unknown-file")


def put_no_plain_file(sort: str, path: Path) -> None:
    """A pipe, a socket, a device or a link to itself."""
    if sort == "pipe":
        os.mkfifo(path)
    elif sort == "socket":
        os.mknod(path, stat.S_IFSOCK | 0o600)
    else:
        path.symlink_to(path if sort == "endless link" else "/dev/zero")


@pytest.mark.parametrize(
    ("sort", "told"),
    [
        ("pipe", "no-plain-file  letters/x.docx  “letters/x.docx”是管道(FIFO)，不是普通文件"),
        ("socket", "no-plain-file  letters/x.docx  “letters/x.docx”是套接字(socket)，不是普通文件"),
        ("device", "symbolic-link  letters/x.docx  “letters/x.docx”是符号链接"),
        ("endless link", "symbolic-link  letters/x.docx  “letters/x.docx”是符号链接"),
    ],
)
def test_what_is_no_plain_file_is_named_and_never_waited_for(tmp_path: Path, sort: str, told: str) -> None:
    laid_out(BASE, tmp_path / "p")
    put_no_plain_file(sort, tmp_path / "p" / "letters" / "x.docx")
    assert [f"{each.code}  {each}".startswith(told) for each in look(tmp_path / "p")[1]] == [True]


@pytest.mark.parametrize("sort", ["pipe", "device", "endless link"])
def test_a_named_file_is_read_only_where_it_is_plain(tmp_path: Path, sort: str) -> None:
    put_no_plain_file(sort, tmp_path / "x")
    with pytest.raises(PackRejected) as rejected:
        read_plain(tmp_path / "x")
    assert codes(rejected.value.problems) in (["no-plain-file"], ["file-unreadable"])
    (tmp_path / "large").write_bytes(b"12345")
    with pytest.raises(PackRejected, match="5 字节，超过 4 字节"):
        read_plain(tmp_path / "large", "large", 4)
    assert read_plain(tmp_path / "large") == b"12345"


def test_a_file_that_may_not_be_read_is_named_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(BASE, tmp_path / "p")

    def closed(path: str, _: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr("fangyuan.packs.plain_files._opened", closed)
    problems = [each for each in look(tmp_path / "p")[1] if each.code == "file-unreadable"]
    assert "读不了“roles.yaml”：没有读取的权限" in [each.message for each in problems]
    assert "roles.yaml cannot be read: it may not be read" in [english(each).split(". ")[0] for each in problems]
