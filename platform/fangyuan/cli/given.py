"""What a command that reads a pack is given: a folder or a `.fypack` archive, and who signed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from fangyuan.compiler.compiling import compile_pack, compile_unproved
from fangyuan.compiler.loading import library, load_source, source_of
from fangyuan.compiler.resolving import Library, resolve
from fangyuan.kinds import Kinds
from fangyuan.model.pack import Pack
from fangyuan.packs.archives import read_archive
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.source import Source

pack_path = click.Path(exists=True, path_type=Path)
"""A pack folder, or an archive."""

_SIGNED = {
    "zh": "{name}  签名有效，由 {publisher} 的密钥签署：{fingerprint}。是不是这个发布者本人，请核对指纹。",
    "en": "{name}  The signature is valid, the key is said to be of {publisher}: {fingerprint}. Make sure of the fingerprint.",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A pack with its parents, which lie beside it. `publisher` and `fingerprint` are blank for a folder: it is not signed."""

    path: Path
    source: Source
    publisher: str = ""
    fingerprint: str = ""

    def compiled(self, kinds: Kinds) -> Pack:
        """The pack; raises PackRejected with every problem."""
        return compile_pack(self.source, kinds)

    def unproved(self, kinds: Kinds) -> Pack:
        """The pack as far as it is to be read or compared, in a fraction of the time; raises PackRejected."""
        return compile_unproved(self.source, kinds)

    def signature(self) -> dict[str, str] | None:
        """For a machine; None where nobody signed."""
        return {"publisher": self.publisher, "fingerprint": self.fingerprint} if self.fingerprint else None


def read_given(path: Path, libraries: Sequence[Path] = ()) -> Given:
    """The resolved source of a folder or an archive; raises PackRejected with every problem of reading, shape and resolving.

    Parents are looked for in the `libraries`, and beside it.
    """
    if path.is_dir():
        return Given(path, load_source(path, libraries))
    archive = read_archive(read_plain(path, beyond="pack-too-large"))
    source = resolve(source_of(archive), beside(path, libraries))
    return Given(path, source, archive.publisher, archive.key.fingerprint)


def beside(path: Path, libraries: Sequence[Path] = ()) -> Library:
    """The packs of the libraries, and those that lie beside it."""
    return library((*libraries, path.resolve().parent))


def say_signed(given: Given, language: str) -> None:
    """Who signed an archive, beside the report itself; nothing of a folder."""
    if given.fingerprint:
        told = {"name": given.path.name, "publisher": given.publisher, "fingerprint": given.fingerprint}
        click.echo(_SIGNED[language].format(**told), err=True)
