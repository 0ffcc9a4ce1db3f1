"""What an archive is and would change, before it is installed: as lines for people, in Chinese or English, as data."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fangyuan.casework.activating import ChangeForeseen
from fangyuan.casework.adopting import Open
from fangyuan.casework.reading.differing import hidden_in_words
from fangyuan.casework.reading.parameter_words import told
from fangyuan.casework.receiving import KNOWN, Received
from fangyuan.casework.staffing import Staff
from fangyuan.compiler.telling import as_data as problem_data

_LINES: Mapping[str, tuple[str, str]] = {
    "pack": ("定义包  {pack} {version}  {title}", "Pack       {pack} {version}  {title}"),
    "publisher": ("发布者  {publisher}，{key}", "Publisher  {publisher}, {key}"),
    "known": ("已登记的密钥", "a key that is known here"),
    "first-use": ("首次见到的密钥，安装后即登记", "a key seen for the first time; installing makes it theirs"),
    "signature": ("签名    有效，{fingerprint}", "Signature  valid, {fingerprint}"),
    "installed": ("已安装过这一归档", "This archive is installed already"),
    "unsigned": (
        "注意    本机已有同一编号的包，是从文件夹安装的，没有签名：请用电话等途径核对指纹，确认是同一发布者",
        "Note       A pack of this id is here, from a folder and unsigned: make sure by telephone that the fingerprint is the publisher's",
    ),
    "parent": ("上级    {parent} {version}{other}", "Parent     {parent} {version}{other}"),
    "other": ("（与发布者制作时所用的内容不同）", " (says otherwise than what the publisher built with)"),
    "scenarios": ("场景    {all} 个，在本机未通过 {failed} 个", "Scenarios  {all}, of which {failed} fail here"),
    "findings": ("检查    提示 {count} 条", "Check      {count} findings"),
    "changes": ("与已安装的 {old} 相比", "Compared with {old}, which is installed"),
    "new": ("本机还没有这个包", "No version of this pack is installed here"),
    "below": (
        "以它为上级的 {pack} {version} 有 {count} 处与这次改动不同",
        "{pack} {version}, which extends it, says otherwise than this change in {count} places",
    ),
    "parameter": ("待填参数  {name}  {title}", "To fill in      {name}  {title}"),
    "role": ("无人担任  {name}  {title}", "Nobody holds    {name}  {title}"),
    "held-by": ("担任者    {name}  {title}：{people}{also}", "Held by         {name}  {title}: {people}{also}"),
    "called": ("（“{pack}”里叫“{title}”）", " (“{title}” in {pack})"),
    "value": ("参数      {name}  {title}：{told}", "Parameter       {name}  {title}: {told}"),
    "level": ("没有层级  {name}", "No unit of level  {name}"),
    "held": ("本机关的角色  {held}", "Roles held here  {held}"),
    "none": ("无", "none"),
}


def preview_lines(received: Received, open_here: Open | None, language: str) -> Iterator[str]:
    """The preview for people."""
    archive, pack, trial = received.archive, received.pack, received.trial
    english = language == "en"
    yield _say(english, "pack", pack=pack.pack, version=pack.version, title=pack.title)
    key = _say(english, "known" if received.key == KNOWN else "first-use")
    yield _say(english, "publisher", publisher=archive.publisher, key=key)
    yield _say(english, "signature", fingerprint=archive.key.fingerprint)
    if received.installed:
        yield _say(english, "installed")
    if received.unsigned:
        yield _say(english, "unsigned")
    for parent, what in pack.parents.items():
        other = "" if archive.manifest.get("parents", {}).get(parent) == what else _say(english, "other")
        yield _say(english, "parent", parent=parent, version=what.split()[0], other=other)
    yield _say(english, "scenarios", all=len(trial.scenarios), failed=len(trial.failed))
    for title, lines in trial.failed:
        yield from (f"        ✗ {title}{': ' if english else '：'}{line[english]}" for line in lines)
    if trial.findings:
        yield _say(english, "findings", count=len(trial.findings))
        yield from (f"        {_finding(one, language)}" for one in trial.findings)
    yield from _change_lines(received, language)
    yield from _open_lines(open_here, language) if open_here else ()


def _finding(found: Mapping[str, Any], language: str) -> str:
    """What the analysis found, in one line: where, and what to write instead."""
    place = ":".join(str(found[word]) for word in ("file", "line") if found.get(word))
    told = (found["english"],) if language == "en" else (found["message"], found.get("advice", ""))
    return "  ".join(filter(None, (place, *told)))


def _change_lines(received: Received, language: str) -> Iterator[str]:
    """What it changes of the version that is here, and what packs below would go on to hide of that."""
    english = language == "en"
    if received.changes is None:
        yield _say(english, "new")
        yield from (f"        {line}" for one in received.over for line in one.lines())
    else:
        yield _say(english, "changes", old=received.changes.old)
        yield from (f"        {line}" for line in received.changes.lines())
    for one in received.below:
        yield _say(english, "below", pack=one.pack.pack, version=one.pack.version, count=len(one.conflicts))
        yield from (f"        {each.line()}" for each in hidden_in_words(one.conflicts, one.pack, language))


def _open_lines(found: Open, language: str) -> Iterator[str]:
    """What the jurisdiction has to fill in, and what is there already."""
    english = language == "en"
    yield from (_say(english, "parameter", name=name, title=title) for name, title in found.parameters)
    for line in found.carried:
        if becomes := told(line, found.directory, language):
            yield _say(english, "value", name=line.parameter.name, title=line.parameter.title, told=becomes)
    yield from staff_lines(found.staff, language)
    yield from (_say(english, "level", name=level) for level in found.levels)
    if found.roles:
        held = (", " if english else "、").join(found.held) or _say(english, "none")
        yield _say(english, "held", held=held)


def staff_lines(staff: Iterable[Staff], language: str) -> Iterator[str]:
    """Every role of a pack with who holds it; a line each."""
    english = language == "en"
    for one in staff:
        also = "".join(_say(english, "called", title=title, pack=pack) for title, pack in one.also)
        people = (", " if english else "、").join(one.people)
        word = "held-by" if people else "role"
        yield _say(english, word, name=one.role, title=one.title, people=people, also=also)


def foreseen_lines(seen: ChangeForeseen, language: str) -> Iterator[str]:
    """What opening a pack changes: its case types in one line, the parameters that change, every role with who holds it."""
    yield ", ".join(one.case_type.id for one in seen.switches)
    for one in seen.values:
        told = f"{one.was} → {one.now}" if one.was else one.now
        yield _say(language == "en", "value", name=one.parameter.id, title=one.parameter.title, told=told)
    yield from staff_lines(seen.staff, language)


def foreseen_data(seen: ChangeForeseen) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "case-types": [one.case_type.id for one in seen.switches],
        "values": {one.parameter.id: {"was": one.was, "now": one.now} for one in seen.values},
        "staff": {one.role: list(one.people) for one in seen.staff},
    }


def _say(english: bool, word: str, **parts: Any) -> str:
    return _LINES[word][english].format(**parts)


def preview_data(received: Received, open_here: Open | None, language: str) -> dict[str, Any]:
    """The preview for a machine."""
    archive, pack, trial = received.archive, received.pack, received.trial
    return {
        "pack": pack.pack,
        "version": pack.version,
        "title": pack.title,
        "hash": pack.hash,
        "publisher": archive.publisher,
        "fingerprint": archive.key.fingerprint,
        "key": received.key,
        "installed": received.installed,
        "unsigned-here": received.unsigned,
        "parents": dict(pack.parents),
        "scenarios": [
            {"title": title, "mismatches": [line[language == "en"] for line in lines]}
            for title, lines in trial.scenarios
        ],
        "findings": [dict(one) for one in trial.findings],
        "over": [one.as_data() for one in received.over],
        "changes": received.changes.as_data() if received.changes else None,
        "refused": [problem_data(problem) for problem in received.against],
        "below": {
            one.pack.pack: [each.as_data() for each in hidden_in_words(one.conflicts, one.pack, language)]
            for one in received.below
        },
        "left-open": None if open_here is None else _open_data(open_here),
    }


def _open_data(found: Open) -> dict[str, Any]:
    return {
        "parameters": dict(found.parameters),
        "roles": dict(found.roles),
        "levels": list(found.levels),
        "held": list(found.held),
        "staff": {one.role: list(one.people) for one in found.staff},
        "values": {
            line.parameter.name: {"here": line.here, "default": line.parameter.default, "becomes": line.value}
            for line in found.carried
        },
    }
