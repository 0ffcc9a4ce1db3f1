"""What runs in an installation, and what is missing."""

import platform
import shutil
import sqlite3
import subprocess
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangyuan.casework.mending import duties_told, set_aside, told
from fangyuan.casework.office import Office
from fangyuan.casework.receiving import signed_with_revoked
from fangyuan.engine.opening import SETTLE
from fangyuan.engine.rules import which
from fangyuan.model.later import later
from fangyuan.store.texts import unknown

if TYPE_CHECKING:
    from fangyuan.publishing import joining
else:
    joining = later("fangyuan.publishing.joining")

FONTS = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312")
LIBRARIES = ("flask", "sqlalchemy", "jsonschema", "wtforms", "durable-rules", "google-re2", "docxtpl", "procrastinate")


def examine(office: Office, home: Path) -> dict[str, Any]:
    """A report by name; a person or a machine may read it."""
    with office.database.read() as uow:
        packs = [f"{line.pack} {line.version}" for line in uow.packs.all()]
        missing = unknown(uow.connection)
        revoked = [f"{line.pack} {line.version}: {key.reason}" for line, key in signed_with_revoked(uow)]
        idle = [_told(*task) for task in uow.todo.for_nobody(SETTLE)]
        broken = [*told(set_aside(uow)), *duties_told(uow.duties.broken())]
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "database": office.database.engine.dialect.name,
        "sqlite": sqlite3.sqlite_version,
        "rules": which(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "packs": packs,
        "packs-of-revoked-keys": revoked,
        "free-bytes": shutil.disk_usage(home).free,
        "virtual-clock": office.clock.virtual,
        "set-aside": broken,
        "nobody-can-do": idle,
        "not-found-by-words": f"{missing}; run `fangyuan rebuild`" if missing else 0,
        "press": "soffice" if joining.can_draw() else "missing",
        "fonts-missing": [font for font in FONTS if not _has_font(font)],
    }


def _told(tenant: str, number: str, title: str) -> str:
    """A task that nobody can do, with what to do."""
    return f"{number}（{tenant}）{title}；请在“组织”中给有关人员加上岗位，或由登记人、管理员在案件中指定办理人"


def _version(library: str) -> str:
    """The installed version, or what to do."""
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "missing"


def _has_font(font: str) -> bool:
    """Whether fontconfig finds exactly this family; without fontconfig nothing can be said, so it counts as missing."""
    tool = shutil.which("fc-list")
    if tool is None:
        return False
    listed = subprocess.run([tool, f":family={font}"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603
    return bool(listed.stdout.strip())
