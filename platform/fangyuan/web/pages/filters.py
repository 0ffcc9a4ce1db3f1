"""Filters that an officer keeps for a list: shown above it, kept under a name, thrown away."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import saving_filters
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, office

blueprint = Blueprint("filters", __name__)

DESK = "desk"


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter as its list shows it; `here`: the list is filtered so now."""

    key: str
    title: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class SavedAt:
    """The officer's filters of a list; `query` is how it is filtered now, blank where it is not."""

    place: str
    query: str
    filters: tuple[Saved, ...]


def saved_at(place: str) -> SavedAt:
    """The filters of the list that this request shows."""
    query = saving_filters.bare(request.query_string.decode("utf-8", "replace"))
    known = saving_filters.saved_filters(office(), me(), place)
    return SavedAt(
        place, query, tuple(Saved(one.key, one.title, _address(place, one.query), one.query == query) for one in known)
    )


@blueprint.post("/filters")
def save() -> Response:
    """Keeps how a list is filtered now."""
    place, query, title = (request.form.get(name, "") for name in ("place", "query", "title"))
    try:
        saving_filters.save_filter(office(), me(), place, title, query)
        flash(gettext("已保存筛选“%(title)s”。", title=title.strip()), "done")
    except Refused as refused:
        flash(" ".join(f"{one.message} {one.advice}".strip() for one in refused.problems), "problem")
    return redirect(_address(place, saving_filters.bare(query)))


@blueprint.post("/filters/<key>/rename")
def rename(key: str) -> Response:
    """Gives one another name; the list stays as it is."""
    place, query, title = (request.form.get(name, "") for name in ("place", "query", "title"))
    try:
        saving_filters.rename_filter(office(), me(), key, title)
        flash(gettext("筛选已改名为“%(title)s”。", title=title.strip()), "done")
    except Refused as refused:
        flash(" ".join(f"{one.message} {one.advice}".strip() for one in refused.problems), "problem")
    return redirect(_address(place, saving_filters.bare(query)))


@blueprint.post("/filters/<key>/drop")
def drop(key: str) -> Response:
    """Throws one away; the list stays as it is."""
    saving_filters.drop_filter(office(), me(), key)
    said: Mapping[str, str] = request.form
    return redirect(_address(said.get("place", DESK), saving_filters.bare(said.get("query", ""))))


def _address(place: str, query: str) -> str:
    """A list with its filters, always one of this site."""
    path = url_for("desk.show") if place == DESK else url_for("ledger.show", view=place or DESK)
    return f"{path}?{query}" if query else path
