"""Writes what a command makes into the file that its caller named."""

from pathlib import Path

import click


def put(path: Path, raw: bytes) -> None:
    """Writes a file; a folder that is not there, or a place where nothing may be written, ends the command with words."""
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise click.ClickException(f"不能写入 {path}：{error.strerror}。请核对文件夹是否存在、是否可写。") from None
