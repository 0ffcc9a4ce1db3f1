"""The dashboard: what a director asks every morning, each number a link to its cases."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from fangyuan.casework.reading.figures.behind_dashboard import dashboard_cases
from fangyuan.casework.reading.figures.dashboard import dashboard_page, trend_chart
from fangyuan.casework.reading.pages import DashboardNumber, DashboardPage
from fangyuan.web.at_hand import me, now, office, page_number
from fangyuan.web.drawings import Point, drawing
from fangyuan.web.texts import light_word

blueprint = Blueprint("dashboard", __name__)

_ASKED = ("board", "figure", "span", "day", "unit", "light", "topic", "place", "rest")


@blueprint.get("/dashboard")
def show() -> str:
    """One board; the first where the address names none."""
    page = dashboard_page(office(), me(), request.args.get("board", "")[:200], now())
    return render_template("dashboard/board.html", page=page, trend=_trend(page), word=figure_word, span_word=span_word)


@blueprint.get("/dashboard/cases")
def cases() -> str:
    """The cases behind one number."""
    asked = {name: request.args[name][:200] for name in _ASKED if name in request.args}
    page = dashboard_cases(office(), me(), asked, page_number(), now())
    light = [light_word(asked["light"])] if asked.get("light") else []
    figure = figure_word(asked["figure"])
    told = " · ".join([*([span_word(asked["span"])] if "span" in asked else []), figure, *page.told, *light])

    def turned(number: int) -> str:
        return url_for("dashboard.cases", **asked, page=number)  # type: ignore[arg-type]

    return render_template("dashboard/cases.html", page=page, told=told, turned=turned)


def figure_word(figure: str) -> str:
    """A figure of the dashboard in words."""
    words = {
        "received": gettext("新收"),
        "closed": gettext("办结"),
        "open": gettext("在办"),
        "due": gettext("到期未办"),
        "overdue": gettext("超期"),
        "lights": gettext("在办"),
    }
    return words.get(figure, figure)


def span_word(span: str) -> str:
    """What a figure is counted over, in words."""
    words = {
        "today": gettext("今日"),
        "week": gettext("本周"),
        "month": gettext("本月"),
        "window": gettext("近30天"),
        "last7": gettext("近7天"),
    }
    return words.get(span, span)


def _trend(page: DashboardPage) -> tuple[str, str]:
    """The days as SVG, and for the script that draws them."""
    title, names = gettext("近30天每天新收和办结"), (figure_word("received"), figure_word("closed"))
    came, went = [_point(one.received) for one in page.trend], [_point(one.closed) for one in page.trend]
    labels = [f"{one.day.month}-{one.day.day}" for one in page.trend]
    drawn = drawing("line", title, labels, zip(names, (came, went), strict=True))
    return trend_chart(page.trend, title, *names), drawn


def _point(one: DashboardNumber) -> Point:
    leads = "" if one.asked is None else url_for("dashboard.cases", **one.asked)  # type: ignore[arg-type]
    return Point(one.count, f"{one.count:,}", leads)
