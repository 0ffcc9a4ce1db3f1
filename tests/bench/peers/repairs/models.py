"""A process of viewflow whose columns are the thirty fields of the form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import models
from viewflow.workflow.models import Process

FORM = Path(__file__).parents[2] / "bare" / "case-types" / "repair" / "report.schema.json"
PROPERTIES: dict[str, dict[str, Any]] = json.loads(FORM.read_text("utf-8"))["properties"]


def column_of(name: str, schema: dict[str, Any]) -> models.Field:
    """The column of a property of the form."""
    said = {"verbose_name": schema["title"], "blank": name != "device"}
    if "enum" in schema:
        return models.CharField(max_length=200, choices=[(one, one) for one in schema["enum"]], **said)
    if schema.get("format") == "date":
        return models.DateField(null=True, **said)
    if schema["type"] in ("number", "integer"):
        return models.DecimalField(max_digits=20, decimal_places=2, null=True, **said)
    if schema["type"] == "boolean":
        return models.BooleanField(default=False, **said)
    if schema.get("x-fangyuan-kind") == "long-text":
        return models.TextField(**said)
    return models.CharField(max_length=schema.get("maxLength", 200), **said)


class Repair(Process):
    """What was reported; `said` is what the steps write."""

    said = models.JSONField(default=dict)
    for _name, _schema in PROPERTIES.items():
        locals()[_name] = column_of(_name, _schema)
    del _name, _schema
