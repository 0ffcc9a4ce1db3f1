"""Every bad pack that somebody may bring is refused with its reason, and what is installed stays as it was, row by row."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from fangyuan.casework.receiving import receive, take_in
from fangyuan.compiler.loading import load_source
from fangyuan.compiler.telling import english
from fangyuan.model.problems import PackRejected
from fangyuan.packs import limits
from fangyuan.packs.archives import MANIFEST, SIGNATURE, write_archive
from fangyuan.packs.keys import SigningKey
from fangyuan.store.tables import Base
from unit.casework.offices import Place, make_place
from unit.casework.test_receiving import KEY, OTHER, archive, unplayed
from unit.packs.test_archives import zipped

HEAD = {"version": "1.0.0", "title": "某包", "parents": {}}
PACK = "pack: {pack}\nversion: 1.0.0\ntitle: 某包\nlanguage: 1\nengine: '>=0.1'\n"
GOOD = archive("1.2.0")
CHINESE = re.compile("[\u4e00-\u9fff]")


def entries() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as sound:
        return {name: sound.read(name) for name in sound.namelist()}


def re_signed() -> bytes:
    """A file changed, and the list of files signed anew by somebody else."""
    files = entries()
    kept = {path: raw for path, raw in files.items() if path not in (MANIFEST, SIGNATURE)}
    kept["README.md"] = "别的说明".encode()
    return write_archive(
        kept, {"pack": "example/minimal", "version": "1.2.0", "title": "设备报修", "parents": {}}, OTHER
    )


def with_file(path: str, raw: bytes) -> bytes:
    """A pack of another publisher that holds one file more."""
    contents = {"pack.yaml": PACK.format(pack="county/bad").encode(), path: raw}
    return write_archive(contents, {**HEAD, "pack": "county/bad"}, OTHER)


def extending(*lines: str) -> bytes:
    """A pack that extends others."""
    text = PACK.format(pack="county/bad") + f"extends: [{', '.join(lines)}]\n"
    return write_archive({"pack.yaml": text.encode()}, {**HEAD, "pack": "county/bad"}, OTHER)


def exploding() -> bytes:
    rows = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        rows.append(f"{name}: &{name} [{', '.join(['*' + before] * 10)}]")
    return "\n".join(rows).encode()


BAD: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "truncated": ("archive-unreadable", "文件已损坏", lambda: GOOD[: len(GOOD) // 2]),
    "re-signed": ("publisher-other-key", "冒用同一编号", re_signed),
    "changed after signing": ("archive-altered", "签名时", lambda: zipped(entries() | {"roles.yaml": b"[]"})),
    "oversized": ("pack-too-large", "超过", lambda: b"0" * (limits.ARCHIVE_BYTES + 1)),
    "path-escaping": ("archive-path", "越出文件夹", lambda: zipped(entries() | {"../../pack.yaml": b"x"})),
    "duplicate entry": ("archive-duplicate", "出现两次", lambda: zipped([*entries().items(), ("PACK.yaml", b"x")])),
    "bomb": ("archive-compressed", "压缩", lambda: zipped({MANIFEST: b"0" * 9_000_000}, zipfile.ZIP_DEFLATED)),
    "exploding anchors": ("too-many-values", "展开后", lambda: with_file("roles.yaml", exploding())),
    "duplicate keys": ("duplicate-key", "已经写过", lambda: with_file("roles.yaml", b"- {role: a, role: b, title: x}")),
    "tab": ("tab", "制表符", lambda: with_file("roles.yaml", b"- role: a\n\ttitle: x\n")),
    "byte-order mark": ("byte-order-mark", "BOM", lambda: with_file("roles.yaml", b"\xef\xbb\xbf[]")),
    "GBK": ("not-utf-8", "GBK", lambda: with_file("roles.yaml", "- {role: a, title: 办事员}".encode("gbk"))),
    "extends itself": ("parent-circle", "county/bad", lambda: extending("county/bad@^1")),
    "one id, another publisher": ("publisher-other-key", "核对指纹", lambda: archive("1.3.0", SigningKey.new())),
    "downgrade": ("pack-downgrade", "不能再装更旧的", lambda: archive("1.0.5")),
    "other content under one version": ("pack-version-taken", "同一版本号", lambda: archive("1.1.0", KEY, RETITLED)),
}  # fmt: skip
RETITLED = ("case-types/repair/case-type.yaml", "title: 修理", "title: 维修")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An installation that has taken version 1.1.0 of a signed pack."""
    folder = tmp_path_factory.mktemp("office")
    made = make_place(f"sqlite:///{folder / 'office.db'}", folder)
    take_in(made.office, receive(made.office, archive("1.1.0"), None, unplayed), made.now)
    yield made
    made.office.database.close()


def kept(place: Place) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with place.office.database.read() as uow:
        tables = Base.metadata.sorted_tables
        return {table.name: [tuple(row) for row in uow.connection.execute(select(table))] for table in tables}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_pack_is_refused_with_its_reason_and_changes_nothing(place: Place, name: str) -> None:
    code, told, make = BAD[name]
    raw, before = make(), kept(place)
    with pytest.raises(PackRejected) as rejected:
        take_in(place.office, receive(place.office, raw, None, unplayed), place.now)
    problem = next(each for each in rejected.value.problems if each.code == code)
    assert told in str(problem)
    assert problem.advice
    assert not CHINESE.search(english(problem))
    assert kept(place) == before


def test_packs_that_extend_one_another_are_refused_from_folders(place: Place, tmp_path: Path) -> None:
    """No archive can: each would have to be installed before the other."""
    for mine, other in (("one", "two"), ("two", "one")):
        (tmp_path / mine).mkdir()
        text = PACK.format(pack=f"county/{mine}") + f"extends: [county/{other}@^1]\n"
        (tmp_path / mine / "pack.yaml").write_text(text, "utf-8")
    with pytest.raises(PackRejected, match="county/one"):
        load_source(tmp_path / "one")
