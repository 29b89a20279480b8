"""How hard a passphrase is to guess, by `zxcvbn`: names, dates and keyboard walks count for what they are."""

# zxcvbn ships no type hints; what it returns is checked here before it leaves this module.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 12
"""Characters."""
LEAST_GUESSES = 10.0
"""Guesses needed, as a power of ten: at 256 MiB and half a second each, more than a rented cluster has."""
_LONGEST_READ = 72


def weakness(passphrase: str, known: Iterable[str] = ()) -> str:
    """Returns what is wrong with a new passphrase, as the end of a sentence; empty where it is strong enough.

    Args:
        passphrase: as typed.
        known: words that anybody would try first: the authority, the inspector's name.
    """
    if len(passphrase) < SHORTEST:
        return f"it is shorter than {SHORTEST} characters"
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists are only needed when a passphrase is chosen

    words = [word for told in known for word in (told, *told.split()) if word]
    found = zxcvbn(passphrase[:_LONGEST_READ], user_inputs=words)
    if float(found["guesses_log10"]) >= LEAST_GUESSES:
        return ""
    why = str(found["feedback"]["warning"]).rstrip(".")
    return f"it is easy to guess ({why[:1].lower()}{why[1:]})" if why else "it is easy to guess"
