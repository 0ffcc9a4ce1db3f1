"""Error pages: each says what happened and how to go on, and keeps what was typed."""

from flask import Flask, current_app, g, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from fangyuan.casework.reading import forming
from fangyuan.forms.paths import plain as plain_path
from fangyuan.model.problems import ChangedMeanwhile, Refused
from fangyuan.web.api import problems
from fangyuan.web.at_hand import office

Page = tuple[str, int]


def init(app: Flask) -> None:
    """Takes over the application's errors."""
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(ChangedMeanwhile, changed)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, plain)
    app.register_error_handler(Exception, broken)


def plain(error: HTTPException) -> Page | Response:
    """Any HTTP error; a redirect of the router stays one."""
    code = error.code or 500
    if code < 400:
        return redirect(error.get_response().headers["Location"], code)
    if _of_api():
        return problems.http(error)
    return _page(code, *_words(code))


def expired(_: CSRFError) -> Page:
    """The token of the form is that of another session: what was typed is given back under the titles of its form."""
    pack, _colon, case_type = request.form.get("_of", "").rpartition(":")
    titles = forming.titles_of(office(), pack, case_type) if case_type else {}
    g.kept = [(titles.get(plain_path(name), ""), text) for name, text in _typed()]
    return _page(
        400,
        gettext("登录状态已变化"),
        gettext("这个页面打开后，登录状态变了，为安全起见没有提交。请重新打开页面再提交一次。"),
    )


def _of_api() -> bool:
    """Whether a program asks, be it at an address that the API does not have."""
    return request.path == "/api" or request.path.startswith("/api/")


def refused(error: Refused) -> Page:
    """An act that is not allowed now and that no form could show."""
    missing = any(problem.code == "not-found" for problem in error.problems)
    heading = gettext("没有找到") if missing else gettext("现在不能这样办")
    messages = [f"{problem.message} {problem.advice}".strip() for problem in error.problems]
    return _page(404 if missing else 422, heading, "", messages)


def changed(error: ChangedMeanwhile) -> Page:
    """Somebody else was quicker."""
    messages = [f"{problem.message} {problem.advice}".strip() for problem in error.problems]
    return _page(409, gettext("刚刚被别人改动过"), gettext("请重新打开看最新情况，再决定是否继续。"), messages)


def broken(error: Exception) -> Page:
    """A defect: told in the log with its trace, told to the officer without."""
    current_app.logger.error("unexpected error on %s %s", request.method, request.path, exc_info=error)
    return _page(
        500, gettext("系统出错了"), gettext("这不是您的操作有误。您填写的内容在下面，请先复制保存，再告诉管理员。")
    )


def _words(code: int) -> tuple[str, str]:
    known = {
        400: (gettext("这个请求不完整"), gettext("请返回上一页重试。")),
        403: (gettext("没有权限"), gettext("您的岗位不能打开这个页面。需要时请找本单位管理员。")),
        404: (gettext("没有找到"), gettext("这个地址不存在，或者您无权查看。请核对编号。")),
        405: (gettext("不能这样打开"), gettext("这个地址只能通过页面上的按钮提交。")),
        413: (
            gettext("上传的内容太大"),
            gettext("请用浏览器的“后退”回到表单（填写的内容还在），换较小的文件后再提交。"),
        ),
        500: (gettext("系统出错了"), gettext("这不是您的操作有误。请稍后再试，或告诉管理员。")),
    }
    return known.get(code, (gettext("出错了"), gettext("请返回上一页重试。")))


def _page(code: int, heading: str, explanation: str, messages: list[str] | None = None) -> Page:
    kept = [] if code == 413 else _kept()
    back = request.referrer if code in (400, 409, 422) and request.referrer else ""
    return (
        render_template(
            "error.html", code=code, heading=heading, explanation=explanation, messages=messages or [], kept=kept,
            back=back if back.startswith(request.host_url) else "",
        ),
        code,
    )  # fmt: skip


def _kept() -> list[tuple[str, str]]:
    """What was typed, as the page read it where it could; else as it came, without passwords and what the page carried."""
    if "kept" in g:
        return [(title, text) for title, text in g.kept if text]
    return [("", text) for _, text in _typed()]


def _typed() -> list[tuple[str, str]]:
    """The texts by the names that they were sent under."""
    return [
        (name, "、".join(texts))
        for name, texts in request.form.lists()
        if name != "csrf_token" and "password" not in name and not name.startswith("_") and any(texts)
    ]
