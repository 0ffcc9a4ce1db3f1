"""Errors as `application/problem+json` (RFC 9457), each with everything that is wrong, where, and what to do instead."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from fangyuan.model.problems import ChangedMeanwhile, Problem, Refused, TryAgain
from fangyuan.web.api.plain import plain

MEDIA_TYPE = "application/problem+json"

STATUS = {
    "not-found": 404,
    "not-active": 404,
    "forbidden": 403,
    "not-yours": 403,
    "wrong-token": 401,
    "signed-out": 401,
    "file-too-large": 413,
    "malformed": 400,
    "key-under-way": 409,
    "too-often": 429,
    "locked": 429,
}
"""The status of a refusal by the code of its first problem; every other one is about what the request says: 422."""

_SAID = {
    400: ("malformed", "请求不完整或格式不对。", "请对照接口说明修改请求。"),
    403: ("forbidden", "没有权限。", "请联系本单位管理员。"),
    404: ("not-found", "这个地址不存在，或者您无权查看。", "请核对地址和编号。"),
    405: ("method-not-allowed", "这个地址不支持这种请求方法。", "请对照接口说明。"),
    413: ("too-large", "请求内容太大。", "请减小后重试。"),
    415: ("unsupported-media-type", "不支持这种内容类型。", "请用 application/json；上传文件用 multipart/form-data。"),
}
_OTHER = ("malformed", "这个请求不能处理。", "请对照接口说明修改请求。")
_BUSY = ("busy", "系统正忙，这次没有办。", "请过几秒再试；带上原来的 Idempotency-Key，不会办两次。")
_BROKEN = ("internal-error", "系统出错了，这不是您的操作有误。", "请稍后再试，或告诉管理员。")


_WAIT = {429: 900, 503: 5}
"""After how many seconds another try makes sense: a lock lasts a quarter of an hour, a full database moments."""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One thing that is wrong: a code for programs, a message and an advice for people, and the dotted path it is about."""

    code: str
    message: str
    path: str
    advice: str


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """What was wrong with a request (RFC 9457). `code`, `detail` are those of the first of the `problems`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    problems: tuple[ProblemLine, ...]


def init(blueprint: Blueprint) -> None:
    """Takes over the errors of the API's own addresses."""
    blueprint.register_error_handler(Refused, refused)
    blueprint.register_error_handler(HTTPException, http)
    blueprint.register_error_handler(TryAgain, busy)
    blueprint.register_error_handler(Exception, broken)


def refused(error: Refused) -> Response:
    """What casework refused, or what the API could not read."""
    if isinstance(error, ChangedMeanwhile):
        return document(409, error.problems)
    codes = [problem.code for problem in error.problems]
    return document(STATUS.get(codes[0], 422), error.problems)


def http(error: HTTPException) -> Response:
    """An error of HTTP itself."""
    status = error.code or 500
    code, message, advice = _SAID.get(status, _OTHER if status < 500 else _BROKEN)
    answer = document(status, [Problem(code, message, advice=advice)])
    if "Allow" in (headers := error.get_response().headers):
        answer.headers["Allow"] = headers["Allow"]
    return answer


def busy(_: TryAgain) -> Response:
    """Others held the database for so long that nothing could be done."""
    code, message, advice = _BUSY
    return document(503, [Problem(code, message, advice=advice)])


def broken(error: Exception) -> Response:
    """A defect: told in the log with its trace, told to the program without."""
    current_app.logger.error("unexpected error on %s %s", request.method, request.path, exc_info=error)
    code, message, advice = _BROKEN
    return document(500, [Problem(code, message, advice=advice)])


def document(status: int, problems: Sequence[Problem]) -> Response:
    """The answer."""
    lines = tuple(ProblemLine(one.code, one.message, one.path, one.advice) for one in problems)
    title = HTTPStatus(status).phrase
    told = ProblemDocument("about:blank", title, status, lines[0].message, lines[0].code, lines)
    answer = Response(json.dumps(plain(told), ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    if status in _WAIT:
        answer.headers["Retry-After"] = str(_WAIT[status])
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="fangyuan"'
    return answer
