"""The installation's key: made once, kept from others, missed loudly."""

from __future__ import annotations

import stat
from base64 import b64encode
from pathlib import Path
from threading import Thread

import pytest

from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey, KeyUnusable
from fixtures.storing import TENANT


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    made: list[InstallationKey] = []
    threads = [Thread(target=lambda: made.append(InstallationKey.load(path, {}))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.secret for one in made}) == 1
    assert len(made) == 6
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["key"]
    assert made[0].secret not in repr(made[0]).encode()


def test_the_environment_stands_before_the_file(tmp_path: Path) -> None:
    written = b64encode(b"e" * 32).decode()
    assert InstallationKey.load(tmp_path / "key", {"FANGYUAN_KEY": written}).secret == b"e" * 32
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("written", ["", "short", b64encode(b"x" * 31).decode(), "中文"])
def test_a_broken_key_file_says_what_to_do(tmp_path: Path, written: str) -> None:
    (tmp_path / "key").write_text(written, "utf-8")
    with pytest.raises(KeyUnusable, match="backup"):
        InstallationKey.load(tmp_path / "key", {})


def test_another_key_opens_nothing_and_says_so(database: Database) -> None:
    with database.begin() as uow:
        sealed = uow.seals.seal(TENANT, "secret", "p1", "c")
        uow.commit()
    url = database.engine.url.render_as_string(hide_password=False)
    for key, said in (
        (InstallationKey(b"other" + b"x" * 27), "another installation key"),
        (None, "no installation key"),
    ):
        other = Database(url, key)
        with other.read() as uow, pytest.raises(KeyUnusable, match=said):
            uow.seals.open(TENANT, sealed, "c")
        other.close()
