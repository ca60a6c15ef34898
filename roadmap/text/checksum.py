"""Checksums of contents: what caches and comparisons know a content by."""

import hashlib

_SIZE = 20  # bytes


def checksum(*parts: bytes) -> str:
    """Return the checksum (BLAKE2b, hexadecimal) of some parts; where one ends and the next begins counts."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
