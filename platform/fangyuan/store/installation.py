"""The installation's key: it wraps every data key and keys the hashes by which sealed values are found."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen, urandom
from os import open as open_descriptor
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SIZE = 32
VARIABLE = "FANGYUAN_KEY"

CODE_SIGNS = "ACDEFHJKMNPRTUVWXY34679"
"""Signs that nobody takes for another one: no 0 O Q, no 1 I L, no 2 Z, no 5 S, no 8 B, no G."""
CODE_LENGTH = 10


class KeyUnusable(Exception):
    """The installation's key is missing, unreadable, or another one than the data was sealed with."""


@dataclass(frozen=True, slots=True)
class InstallationKey:
    """32 secret bytes. Whoever loses them loses every sealed value; they belong into a backup of their own."""

    secret: bytes = field(repr=False)

    @classmethod
    def load(cls, path: Path, environ: Mapping[str, str]) -> "InstallationKey":
        """The key in the environment (`FANGYUAN_KEY`, base64), else in the file, which is made (0600) where it is missing."""
        if written := environ.get(VARIABLE):
            return cls.read(written, VARIABLE)
        if not path.exists():
            _create(path)
        return cls.read(path.read_text("ascii", errors="replace"), str(path))

    @classmethod
    def read(cls, written: str, where: str) -> "InstallationKey":
        """The key out of its base64 text; raises KeyUnusable and names `where` it stood."""
        try:
            secret = b64decode(written.strip(), validate=True)
        except ValueError:
            secret = b""
        if len(secret) != SIZE:
            raise KeyUnusable(f"{where} holds no key of {SIZE} bytes in base64; restore it from its backup")
        return cls(secret)

    def wrap(self, key: bytes, place: str) -> bytes:
        """A data key, readable only with this key and for this place."""
        nonce = urandom(12)
        return nonce + AESGCM(self._derived("wrap")).encrypt(nonce, key, place.encode())

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """The inverse of `wrap`; raises KeyUnusable."""
        try:
            return AESGCM(self._derived("wrap")).decrypt(wrapped[:12], wrapped[12:], place.encode())
        except InvalidTag:
            raise KeyUnusable(
                "the data was sealed with another installation key; restore the key file that belongs to it"
            ) from None

    def blind_index(self, tenant: str, value: str) -> str:
        """A keyed hash of a value, the same for the same value in a tenant: finds sealed values by equality."""
        return hmac.new(
            self._derived("blind"), f"{tenant}\x00{value}".encode(errors="surrogatepass"), sha256
        ).hexdigest()

    def query_code(self, tenant: str, case: str, issue: int) -> str:
        """The code that opens a case to whoever it is of: 10 signs of 23, about 45 bits; the same whenever it is asked for."""
        drawn = hmac.new(self._derived("query"), f"{tenant}\x00{case}\x00{issue}".encode(), sha256).digest()
        left, signs = int.from_bytes(drawn), ""
        for _ in range(CODE_LENGTH):
            left, place = divmod(left, len(CODE_SIGNS))
            signs += CODE_SIGNS[place]
        return signs

    def _derived(self, purpose: str) -> bytes:
        """A key for one purpose only."""
        return hmac.new(self.secret, f"fangyuan:{purpose}".encode(), sha256).digest()


def _create(path: Path) -> None:
    """Writes a new key that only its owner can read; two that try at once agree on the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{urandom(4).hex()}")
    with fdopen(open_descriptor(draft, O_CREAT | O_EXCL | O_WRONLY, 0o600), "wb") as file:
        file.write(b64encode(urandom(SIZE)) + b"\n")
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
