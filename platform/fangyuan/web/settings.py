"""What the composition root tells the web: keys and limits. The time comes from the office's clock."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Settings:
    """`secure_cookies` is for installations behind TLS; a closed network often has plain HTTP only.

    `zone` decides which date an instant is shown as. `max_upload` bounds a request, `max_form_text` its texts, in bytes;
    encoded ones may be three times as long; a single file is cut off by `uploads.Request` and then refused beside its field,
    so that the rest of the form is kept.
    """

    secret_key: str
    secure_cookies: bool = False
    session_length: timedelta = timedelta(hours=12)
    max_upload: int = 256 * 1024 * 1024
    max_form_text: int = 8 * 1024 * 1024
    zone: str = "Asia/Shanghai"
