"""Keys of publishers: Ed25519 (RFC 8032), known by the SHA-256 of the public key."""

import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PURPOSE = b"fangyuan pack 1\n"
"""Stands before what is signed, so that a signature made for anything else can never be one of a pack."""

_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")
_PLAIN = serialization.NoEncryption()


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Checks what a publisher signed; `raw` are its 32 bytes."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """`sha256:…`, what people compare by telephone."""
        return "sha256:" + hashlib.sha256(self.raw).hexdigest()

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key's owner signed the message as a pack."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, PURPOSE + message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signs packs; never leaves the publisher. `pem` is its PKCS #8 text."""

    pem: bytes

    @classmethod
    def new(cls) -> "SigningKey":
        """A fresh key."""
        made = Ed25519PrivateKey.generate()
        encoding, shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return cls(made.private_bytes(encoding, shape, _PLAIN))

    @property
    def public(self) -> PublicKey:
        """Its other half."""
        encoding, shape = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return PublicKey(self._key().public_key().public_bytes(encoding, shape))

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same message always gives the same ones."""
        return self._key().sign(PURPOSE + message)

    def _key(self) -> Ed25519PrivateKey:
        key = serialization.load_pem_private_key(self.pem, None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("not an Ed25519 key; make one with `fangyuan pack key new`")
        return key


def is_fingerprint(written: str) -> bool:
    """Whether a text is a whole fingerprint."""
    return _FINGERPRINT.fullmatch(written) is not None
