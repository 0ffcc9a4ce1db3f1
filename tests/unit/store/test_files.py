"""Files lie sealed, come back whole, and are found out when somebody touched them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan.model.problems import Refused
from fangyuan.store import shelf as shelves
from fangyuan.store.database import Database
from fangyuan.store.files import FileShelf
from fangyuan.store.inspecting import media_type_of
from fangyuan.store.shelf import FileDamaged
from fixtures.storing import NOW, TENANT


class Drip(io.BytesIO):
    """A stream that gives less than it is asked for, as a socket does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7) if size and size > 0 else size)


@pytest.fixture
def shelf(tmp_path: Path) -> FileShelf:
    """A folder for files of at most a kilobyte."""
    return FileShelf(tmp_path / "files", limit=1024)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=100))
def test_what_was_put_comes_back(shelf: FileShelf, data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "CHUNK", 16)
        kept = shelf.take(Drip(data))
        assert b"".join(shelf.read(kept.id, kept.key)) == data
        assert kept.size == len(data)


def test_nothing_readable_lies_in_the_folder(shelf: FileShelf, tmp_path: Path) -> None:
    kept = shelf.take(io.BytesIO("关于道路积水的材料".encode() * 20))
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "道路".encode() not in file.read_bytes()
    assert kept.key not in file.read_bytes()
    assert kept.media_type == "text/plain"


@pytest.mark.parametrize("change", ["flip", "cut", "drop", "swap", "add", "gone", "head"])
def test_a_touched_file_is_found_out(
    shelf: FileShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(shelves, "CHUNK", 16)
    kept = shelf.take(io.BytesIO(bytes(range(64))))
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    whole = path.read_bytes()
    head, chunks = whole[:4], [whole[4 + n : 36 + n] for n in range(0, 128, 32)]
    changed = {
        "flip": whole[:10] + bytes([whole[10] ^ 1]) + whole[11:], "cut": whole[:-1], "drop": head + b"".join(chunks[:3]),
        "swap": head + b"".join([chunks[1], chunks[0], *chunks[2:]]), "add": whole + chunks[3], "head": b"FYF2" + whole[4:],
        "gone": b"",
    }  # fmt: skip
    path.write_bytes(changed[change])
    if change == "gone":
        path.unlink()
    with pytest.raises(FileDamaged):
        b"".join(shelf.read(kept.id, kept.key))


def test_too_large_and_empty_files_are_refused_and_leave_nothing(shelf: FileShelf, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="超过"):
        shelf.take(io.BytesIO(b"x" * 1025))
    with pytest.raises(Refused, match="空"):
        shelf.take(io.BytesIO(b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert shelf.take(io.BytesIO(b"x" * 1024)).size == 1024


def test_an_id_cannot_lead_out_of_the_folder(shelf: FileShelf) -> None:
    for name in ("../secret", "/etc/passwd", "..", ""):
        with pytest.raises(FileDamaged):
            b"".join(shelf.read(name, b"k" * 32))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(8), "image/png"),
        (b"MZ" + bytes(64), "application/x-msdownload"),
        ("中文".encode()[:-1], "text/plain"),
        ("中文报告".encode("gb18030"), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(head: bytes, said: str) -> None:
    assert media_type_of(head) == said


def test_a_file_belongs_to_a_case_and_opens_with_its_row(database: Database, shelf: FileShelf) -> None:
    shelved = shelf.take(io.BytesIO(b"%PDF-1.7 text"))
    with database.begin() as uow:
        added = uow.files.add(TENANT, shelved, "申请书.pdf", "anna", NOW, case="c1", subject="p1")
        uow.commit()
    with database.begin() as uow:
        found = uow.files.get(TENANT, shelved.id)
        assert found == added
        assert found is not None
        assert b"".join(shelf.read(found.id, found.key)) == b"%PDF-1.7 text"
        assert [one.name for one in uow.files.of_case(TENANT, "c1")] == ["申请书.pdf"]
        assert [one.id for one in uow.files.of_subject(TENANT, "p1")] == [shelved.id]
        assert uow.files.get("elsewhere", shelved.id) is None
        assert uow.files.known([shelved.id, "none"]) == {shelved.id}
        uow.seals.erase(TENANT, "p1", NOW)
        erased = uow.files.get(TENANT, shelved.id)
        assert erased is not None
        assert erased.key == b""
        with pytest.raises(FileDamaged):
            b"".join(shelf.read(erased.id, erased.key))
        uow.files.remove(TENANT, shelved.id)
        assert uow.files.get(TENANT, shelved.id) is None
    shelf.drop(shelved.id)
    shelf.drop(shelved.id)
