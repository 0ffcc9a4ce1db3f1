"""Forms that are too long are refused before they are read into memory, whoever sends them and however they are encoded."""

from __future__ import annotations

import pytest

from fixtures.web import Site

TEXTS = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=part"
ONE_PART = b'--part\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (TEXTS, b"login=" + b"a" * (24 * 2**20), 413),
        (TEXTS, b"a&" * 10_001, 413),
        (TEXTS, b"a&" * 9_000, 400),
        (TEXTS, b"login=" + b"%E6" * 2**20, 400),
        (PARTS, ONE_PART % (b"a" * (8 * 2**20 + 1)) + b"--part--\r\n", 413),
        (PARTS, (ONE_PART % b"a") * 10_001 + b"--part--\r\n", 413),
    ],
    ids=["long", "of many fields", "of some fields", "of a long text", "long, in parts", "of many parts"],
)
def test_a_form_without_end_is_refused_to_whoever_has_not_signed_in(
    site: Site, kind: str, body: bytes, status: int
) -> None:
    """What fits is asked for its token."""
    answer = site.anonymous().client.post("/login", data=body, content_type=kind)
    assert answer.status_code == status
