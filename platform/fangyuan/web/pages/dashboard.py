"""The dashboard: what a director asks every morning, each number a link to its cases."""

from flask import Blueprint, render_template, request
from flask_babel import gettext

from fangyuan.casework.reading.figures.dashboard import dashboard_cases, dashboard_page, trend_chart
from fangyuan.casework.reading.pages import DashboardPage
from fangyuan.web.at_hand import me, now, office, page_number
from fangyuan.web.drawings import Point, drawing
from fangyuan.web.texts import light_word

blueprint = Blueprint("dashboard", __name__)

_ASKED = ("board", "figure", "span", "unit", "light", "topic", "place")


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
    return render_template("dashboard/cases.html", page=page, told=told, asked=asked)


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
    }
    return words.get(span, span)


def _trend(page: DashboardPage) -> tuple[str, str]:
    """The days as SVG, and for the script that draws them."""
    title, names = gettext("近30天每天新收和办结"), (figure_word("received"), figure_word("closed"))
    came = [Point(one.received, f"{one.received:,}") for one in page.trend]
    went = [Point(one.closed, f"{one.closed:,}") for one in page.trend]
    labels = [f"{one.day.month}-{one.day.day}" for one in page.trend]
    drawn = drawing("line", title, labels, zip(names, (came, went), strict=True))
    return trend_chart(page.trend, title, *names), drawn
