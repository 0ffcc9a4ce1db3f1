"""The command `fangyuan pack build`: a signed archive, whose number says as much as changed since the one before."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from fangyuan.casework.rehearsing.testing import run_scenarios
from fangyuan.casework.releasing import compared
from fangyuan.cli.given import read_given
from fangyuan.cli.keys import signing_key
from fangyuan.cli.options import libraries
from fangyuan.cli.outcomes import say_outcomes
from fangyuan.cli.output import put
from fangyuan.cli.telling import line_of, tells
from fangyuan.compiler.loading import load, source_of
from fangyuan.compiler.versions import version
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Problem
from fangyuan.packs.archives import Archive, read_archive, write_archive
from fangyuan.packs.plain_files import read_plain
from fangyuan.packs.problems import finding
from fangyuan.packs.reading import contents_of

_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_NOT_COMPARED = {
    "zh": "没有与 {file} 比较：{why}",
    "en": "Not compared with {file}: {why}",
}


@click.command("build")
@tells
@click.argument("path", type=_folder)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="NAME.fypack")
@click.option(
    "--after",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The archive that this one follows; by default the newest lower version beside the output or in a library.",
)
@click.option("--key", help="The signing key; by default the one named as the pack's publisher.")
@libraries
def pack_build(
    path: Path, output: Path, after: Path | None, key: str | None, libraries: tuple[Path, ...], as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """Makes a signed archive of a pack that compiles and whose scenarios pass. The same pack gives the same bytes.

    A number that hides what changed since the version before is refused here, as every receiver would refuse it.
    """
    resolved, pack = load(path, libraries, load_kinds())
    outcomes = run_scenarios(pack, resolved, load_kinds())
    if not all(outcome.passed for outcome in outcomes):
        say_outcomes(list(outcomes), language, as_json)
        sys.exit(1)
    signer = signing_key(key or pack.pack.partition("/")[0])
    problems: list[Problem] = []
    contents = contents_of(path, ("demo",), problems)
    if problems:
        raise PackRejected(problems)
    _check_number(pack, contents, after, output, libraries, language)
    head = {"pack": pack.pack, "version": pack.version, "title": pack.title, "parents": dict(pack.parents)}
    raw = write_archive(contents, head, signer)
    source_of(read_archive(raw))
    put(output, raw)
    made = {"file": output.name, "pack": pack.pack, "version": pack.version, "fingerprint": signer.public.fingerprint}
    click.echo(json.dumps(made) if as_json else "{file}  {pack} {version}  {fingerprint}".format(**made))


def _check_number(
    pack: Pack,
    contents: Mapping[str, bytes],
    after: Path | None,
    output: Path,
    libraries: tuple[Path, ...],
    language: str,
) -> None:
    """Raises PackRejected where the number hides what changed, or another archive says otherwise under it.

    An archive that merely lies there and whose parents are not at hand is told, and not compared with.
    """
    archives = {after: read_archive(read_plain(after, beyond="pack-too-large"))} if after else {}
    if any(one.pack != pack.pack for one in archives.values()):
        raise click.BadParameter(f"{after} is no version of {pack.pack}.", param_hint="--after")
    found = archives or dict(_beside(pack.pack, (output.parent, *libraries)))
    for file, one in found.items():
        if one.version == pack.version and dict(one.contents) != dict(contents):
            told = {"file": file.name, "pack": pack.pack, "version": pack.version}
            raise PackRejected([finding("archive-same-version", None, **told)])
    lower = {file: one for file, one in found.items() if after or version(one.version) < version(pack.version)}
    before = max(lower, key=lambda file: version(lower[file].version), default=None)
    if before is None or lower[before].version == pack.version:
        return
    try:
        against = compared(read_given(before, libraries).unproved(load_kinds()), pack)[1]
    except PackRejected as rejected:
        if after:
            raise
        why = line_of(rejected.problems[0], language)
        click.echo(_NOT_COMPARED[language].format(file=before.name, why=why), err=True)
        return
    if against:
        raise PackRejected(against)


def _beside(pack: str, folders: tuple[Path, ...]) -> Iterator[tuple[Path, Archive]]:
    """The archives of a pack in some folders; what cannot be read is nobody's version."""
    for file in dict.fromkeys(file for folder in folders for file in sorted(folder.glob("*.fypack"))):
        try:
            one = read_archive(read_plain(file, beyond="pack-too-large"))
        except PackRejected:
            continue
        if one.pack == pack:
            yield file, one
