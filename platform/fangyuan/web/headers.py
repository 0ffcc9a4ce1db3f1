"""Headers that every answer carries."""

from flask import Flask, Response, request

# The style sheet draws arrows and ticks from data addresses.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def init(app: Flask) -> None:
    """Adds the headers to every answer of the application."""
    app.after_request(secured)


def secured(response: Response) -> Response:
    """Allows nothing inline and nothing from outside; pages with cases in them are never cached."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
