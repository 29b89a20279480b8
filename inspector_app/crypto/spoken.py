"""A fingerprint as five words that two people read to each other on the telephone: `lusab babad …`.

The words are proquints (D. S. Wilkerson, "A Proposal for Proquints: Identifiers that are Readable, Spellable,
and Pronounceable"): 16 bits each, consonants and vowels by turns, so they need no list of words and no
language. Five of them are the first 80 bits of the SHA-256: whoever wants another key with the same five has
to make 2^80 keys. They stand beside the exact fingerprint and never in its place: what is stored, signed and
asked for is the fingerprint.
"""

from __future__ import annotations

import base64
import binascii

WORDS = 5
CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aiou"
_KIND = "SHA256:"
_DIGEST_BYTES = 32
_WORD_BYTES = 2


def words(fingerprint: str) -> str:
    """Returns the five words of a fingerprint, with blanks between; empty for what is no fingerprint.

    Args:
        fingerprint: as `ssh-keygen -l` prints it: `SHA256:` and 43 characters.
    """
    try:
        digest = base64.b64decode(fingerprint.removeprefix(_KIND) + "=", validate=True)
    except (binascii.Error, ValueError):  # the latter where it has letters outside ASCII
        return ""
    if not fingerprint.startswith(_KIND) or len(digest) != _DIGEST_BYTES:
        return ""
    starts = range(0, WORDS * _WORD_BYTES, _WORD_BYTES)
    return " ".join(word(int.from_bytes(digest[at : at + _WORD_BYTES], "big")) for at in starts)


def word(number: int) -> str:
    """Returns the proquint of a number of 16 bits: `lusab` for 0x7f00."""
    return (
        CONSONANTS[number >> 12 & 15]
        + VOWELS[number >> 10 & 3]
        + CONSONANTS[number >> 6 & 15]
        + VOWELS[number >> 4 & 3]
        + CONSONANTS[number & 15]
    )
