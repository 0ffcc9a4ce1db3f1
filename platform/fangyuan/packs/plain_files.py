"""The bytes of a file that somebody names: of a plain file, up to a limit, and of nothing that could wait or never end."""

import errno
import os
import stat
from pathlib import Path

from fangyuan.model.problems import Mark, PackRejected, Problem
from fangyuan.packs import limits
from fangyuan.packs.problems import finding

_WAITS_FOR_NOBODY = getattr(os, "O_NONBLOCK", 0)
"""A pipe put in a file's place between looking and opening must not hold the command up."""

_SORTS = (
    (stat.S_ISFIFO, "管道(FIFO)", "a pipe (FIFO)"),
    (stat.S_ISSOCK, "套接字(socket)", "a socket"),
    (stat.S_ISCHR, "设备文件", "a device"),
    (stat.S_ISBLK, "设备文件", "a device"),
    (stat.S_ISDIR, "文件夹", "a folder"),
)

_REASONS = {
    errno.EACCES: ("没有读取的权限", "it may not be read"),
    errno.EPERM: ("没有读取的权限", "it may not be read"),
    errno.ENOENT: ("文件已经不在", "it is no longer there"),
    errno.ELOOP: ("符号链接绕成一圈", "its symbolic links lead in a circle"),
}


def read_plain(file: Path, named: str = "", limit: int = limits.ARCHIVE_BYTES, beyond: str = "file-too-large") -> bytes:
    """The bytes of a plain file, told of as `named`. Raises PackRejected for what is none, is too large (`beyond`) or cannot be read."""
    named = named or file.name
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PackRejected([_no_plain_file(named, found.st_mode)])
        if found.st_size > limit:
            raise PackRejected([finding(beyond, Mark(named), size=found.st_size, limit=limit)])
        with open(file, "rb", opener=_opened) as opened:
            return opened.read(limit)
    except OSError as error:
        raise PackRejected([unreadable(named, error)]) from None


def unreadable(named: str, error: OSError) -> Problem:
    """A file or folder that the system does not give out."""
    zh, en = _REASONS.get(error.errno or 0, (f"系统错误 {error.errno}", f"system error {error.errno}"))
    return finding("file-unreadable", Mark(named), file=named, reason=zh, reason_en=en)


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | _WAITS_FOR_NOBODY)


def _no_plain_file(named: str, mode: int) -> Problem:
    zh, en = next(((zh, en) for fits, zh, en in _SORTS if fits(mode)), ("特殊文件", "a special file"))
    return finding("no-plain-file", Mark(named), file=named, sort=zh, sort_en=en)
