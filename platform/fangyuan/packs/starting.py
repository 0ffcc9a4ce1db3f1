"""A pack to begin with, and what an editor needs to complete and check pack files while they are typed."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jsonschema_specifications import REGISTRY

from fangyuan.kinds import load_kinds
from fangyuan.model.conditions import Op
from fangyuan.packs.layout import PARTS
from fangyuan.packs.meta_schemas import schemas

SCHEMAS = ".fangyuan"
"""The folder of the meta-schemas beside a pack's own files; hidden, so that it is no part of the pack."""

_NAME, _TITLE, _LETTERS = "example/starter", "示例事项", "STARTER"
_OURS = "x-fangyuan-"
_GLOBS = ((r"[^/]+", "*"), (r"\.", "."))


def starter(pack: str, title: str = "") -> dict[str, bytes]:
    """The files of a small commented pack that works, by path, under a name (`publisher/name`) and title of its own.

    Its cases are numbered with letters made of the name, so that they are told from those of the next one.
    """
    folder = files("fangyuan.packs").joinpath("starter")
    letters = re.sub(r"[^A-Z0-9]", "", pack.partition("/")[2].upper())
    own = {_LETTERS: letters, _NAME: pack, _TITLE: title or _TITLE}
    return {path: _with(text, own).encode() for path, text in _read(folder, "")}


def _with(text: str, own: Mapping[str, str]) -> str:
    """The text with each word of the sample's replaced."""
    for word, replacement in own.items():
        text = text.replace(word, replacement)
    return text


def _read(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _read(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, entry.read_text(encoding="utf-8")


def editor_files() -> dict[str, bytes]:
    """The meta-schemas and the settings by which VS Code (with its YAML extension) holds pack files against them."""
    found = {f"{SCHEMAS}/{part}.schema.json": _closed(_told(schema, part), part) for part, schema in schemas().items()}
    return {path: _json(data) for path, data in {**found, ".vscode/settings.json": _settings()}.items()}


def _told(node: Any, part: str) -> Any:
    """A schema as editors want it: titles as descriptions, which alone they show, and words of ours that there are not refused.

    In a pack the compiler tells the latter, with the near name.
    """
    if isinstance(node, list):
        return [_told(child, part) for child in node]
    if not isinstance(node, Mapping):
        return node
    told = {key: _told(child, part) for key, child in node.items()}
    if isinstance(told.get("title"), str) and "description" not in told:
        told["description"] = "。".join(filter(None, (told["title"], _meant(str(told.get("$ref", "")), part))))
    ours = [key.removeprefix(_OURS) for key in told.get("properties", {}) if key.startswith(_OURS)]
    return told | {"patternProperties": {f"^{_OURS}(?!({'|'.join(ours)})$)": False}} if ours else told


def _closed(schema: Any, part: str) -> Any:
    """The same, marking as typed what the compiler alone would tell later: types, keywords, kinds and tests that nobody has."""
    if part == "pack":
        kinds = sorted({*load_kinds().by_name, "duration", "unit", "officer"})
        schema["$defs"]["parameter"]["properties"]["kind"]["enum"] = kinds
    if part == "words":
        field, condition = schema["$defs"]["field"], schema["$defs"]["condition"]
        own = field["properties"]
        own["type"] |= {"anyOf": [{"enum": _TYPES}, {"type": "array", "items": {"enum": _TYPES}}]}
        own["x-fangyuan-kind"]["enum"] = sorted(load_kinds().by_name)
        field["propertyNames"] = {"anyOf": [{"enum": sorted(_keywords() | set(own))}, {"pattern": "^x-"}]}
        condition["additionalProperties"] = {
            "if": {"type": "object"},
            "then": {"propertyNames": {"enum": [*Op, "$param"]}},
        }
        inner = {"$ref": "#/$defs/condition"}
        several = {"type": "array", "items": inner}
        told = {"all": "各条都成立。", "any": "有一条成立。", "not": "这一条不成立。"}
        condition["properties"] = {
            word: {**(inner if word == "not" else several), "description": text} for word, text in told.items()
        }
    return schema


_TYPES = ["string", "integer", "number", "boolean", "array", "object", "null"]


def _keywords() -> set[str]:
    """The keywords of JSON Schema 2020-12, as its own meta-schemas list them."""
    pieces = (REGISTRY.contents(each["$ref"]) for each in _vocabularies())
    return {word for piece in pieces for word in piece["properties"]} | {"definitions", "dependencies"}


def _vocabularies() -> list[dict[str, str]]:
    base = "https://json-schema.org/draft/2020-12/"
    return [{"$ref": base + each["$ref"]} for each in REGISTRY.contents(base + "schema")["allOf"]]


def _settings() -> dict[str, Any]:
    """Which schema is for which files: YAML by the extension's setting, JSON by the editor's own."""
    by_part: dict[str, list[str]] = {}
    for part in PARTS:
        if part.part in schemas():
            by_part.setdefault(part.part, []).extend(globs(part.path.pattern))
    yaml = {part: [each for each in given if each.endswith(".yaml")] for part, given in by_part.items()}
    texts = {part: [each for each in given if each.endswith(".json")] for part, given in by_part.items()}
    return {
        "yaml.schemas": {f"./{SCHEMAS}/{part}.schema.json": given for part, given in yaml.items() if given},
        "json.schemas": [
            {"fileMatch": [f"/{each}" for each in given], "url": f"./{SCHEMAS}/{part}.schema.json"}
            for part, given in texts.items()
            if given
        ],
    }


def globs(pattern: str) -> list[str]:
    """The paths of a sort of file as editors write them: one for each ending."""
    choice = re.search(r"\(([a-z|]+)\)$", pattern)
    endings = choice[1].split("|") if choice else [""]
    stem = pattern[: choice.start()] if choice else pattern
    for written, glob in _GLOBS:
        stem = stem.replace(written, glob)
    return [stem + ending for ending in endings]


def _meant(reference: str, part: str) -> str:
    """What the shape that is referred to says of itself."""
    file, _, pointer = reference.partition("#/$defs/")
    shapes = schemas()[file.removesuffix(".schema.json") or part].get("$defs", {}) if pointer else {}
    return str(shapes.get(pointer, {}).get("description", ""))


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
