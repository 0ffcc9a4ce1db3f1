"""libyaml reads a pack's text to the same tree as ruamel.yaml, places and all, or leaves it to ruamel.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.model.problems import Problem
from fangyuan.packs import yaml_text
from fangyuan.packs.trees import Node
from fangyuan.packs.yaml_text import read_yaml

ROOT = Path(__file__).parents[3]
TEXTS = sorted(path for root in ("definitions", "tests/packs") for path in (ROOT / root).rglob("*.yaml"))
PIECES = (
    *(
        "a",
        "b",
        "甲",
        "\U0001f600",
        " ",
        "  ",
        "\n",
        "\n  ",
        "\n- ",
        "- ",
        ": ",
        ":",
        ",",
        "[",
        "]",
        "{",
        "}",
        "#",
        " # c",
    ),
    *(
        "&x ",
        "*x",
        "!",
        "!!str ",
        "|",
        ">",
        "|\n  ",
        ">-\n  ",
        "|+\n ",
        "'",
        '"',
        "\\n",
        "\\x41",
        "%",
        "@",
        "`",
        "?",
        "? ",
    ),
    *(
        "-",
        "---",
        "...",
        "~",
        "null",
        "1",
        "0x1f",
        "1.5",
        "true",
        "on",
        "2026-01-02",
        '"a": ',
        "a: ",
        "b: ",
        "\r\n",
        "<<",
    ),
    *(
        "=",
        "/",
        "\\",
        "''",
        "\u200b",
        "[a, b]",
        "{a: b}",
        '"q"',
        "'q'",
        "a:b",
        "http://x",
        "a#b",
        "a?",
        ":a",
        '"a":b',
        "\t",
    ),
    *("\u2028", "\ufeff", "\x85"),
)


def slowly(text: str) -> tuple[Node | None, list[Problem]]:
    """Reads with ruamel.yaml alone."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml_text, "Fast", None)
        return read_yaml(text, "x")


def shape(node: Node | None) -> Any:
    """Values with their types and places. libyaml places an empty value behind its key, ruamel.yaml before what follows."""
    if node is None or node.value is None:
        return None
    if isinstance(node.value, dict):
        return node.mark, [(key, child.key, shape(child)) for key, child in node.value.items()]
    if isinstance(node.value, list):
        return node.mark, [shape(child) for child in node.value]
    return node.mark, type(node.value), node.value


def test_every_pack_is_read_alike_and_nearly_all_of_it_fast() -> None:
    fast = 0
    for path in TEXTS:
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        found = yaml_text._read_fast(text, "x")
        if found is not None:
            fast += 1
            node, problems = slowly(text)
            assert (shape(found[0]), found[1]) == (shape(node), problems), path
    assert fast >= len(TEXTS) - 20


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join).map("{}\n".format))
def test_any_text_is_read_alike(text: str) -> None:
    found = yaml_text._read_fast(text, "x")
    if found is None:
        return
    node, problems = slowly(text)
    assert (shape(found[0]), found[1]) == (shape(node), problems)


def test_an_alias_that_explodes_is_refused_as_before() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(
        f"{n}: &{n} [{', '.join([f'*{before}'] * 10)}]\n" for before, n in zip("abcdef", "bcdefg", strict=True)
    )
    node, (problem,) = read_yaml(bomb, "x")
    assert node is None
    assert problem == slowly(bomb)[1][0]
    assert problem.code == "too-many-values"
