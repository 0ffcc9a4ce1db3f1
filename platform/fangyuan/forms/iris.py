"""The formats `iri` and `iri-reference` (RFC 3987): mapped to a URI as in its section 3.1, and held to RFC 3986."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from rfc3986_validator import validate_rfc3986

_BEYOND_ASCII = re.compile(
    "[\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(0x10000 * plane)}-{chr(0x10000 * plane + 0xFFFD)}" for plane in range(1, 15))
    + "]"
)
"""`ucschar` of RFC 3987, 2.2; characters of private use are left as they are, and so refused."""


def is_iri(text: str) -> bool:
    """Whether a text is a whole IRI, with its scheme."""
    return bool(validate_rfc3986(_mapped(text), rule="URI"))


def is_iri_reference(text: str) -> bool:
    """Whether a text is an IRI or a part of one that is read against another."""
    return bool(validate_rfc3986(_mapped(text), rule="URI_reference"))


FORMATS: Mapping[str, Callable[[str], bool]] = {"iri": is_iri, "iri-reference": is_iri_reference}


def _mapped(text: str) -> str:
    return _BEYOND_ASCII.sub(lambda found: quote(found[0]), text)
