"""Writes plain data as YAML that an administrator reads: block style, in the order it has, Chinese as Chinese."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

_SHORT = 60
"""A list of plain words this long or shorter stands on one line."""


def write_yaml(data: Any) -> str:
    """The text of one document; `packs.yaml_text.read_yaml` gives the same data back."""
    writer = YAML()
    writer.width = 120
    writer.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    writer.dump(_styled(data), out)
    return out.getvalue()


def _styled(data: Any) -> Any:
    """The data with short lists in one line each; shared parts become copies, so that no anchors are written."""
    if isinstance(data, Mapping):
        return CommentedMap((key, _styled(value)) for key, value in data.items())
    if not isinstance(data, (list, tuple)):
        return data
    made = CommentedSeq(_styled(value) for value in data)
    plain = all(not isinstance(value, (Mapping, list, tuple)) for value in data)
    if plain and sum(len(str(value)) + 2 for value in data) <= _SHORT:
        made.fa.set_flow_style()
    return made
