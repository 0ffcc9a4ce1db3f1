"""Whether the web answers: for load balancers and for `fangyuan doctor`."""

from flask import Blueprint

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def show() -> dict[str, str]:
    """Says that the process answers; touches nothing."""
    return {"status": "ok"}
