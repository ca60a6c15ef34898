"""Checksums of contents, for cache keys and comparisons."""

import hashlib

_SIZE = 20  # bytes


def compute_checksum(*parts: bytes) -> str:
    """Return the checksum (BLAKE2b, hexadecimal) of a sequence of parts, boundaries included."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
