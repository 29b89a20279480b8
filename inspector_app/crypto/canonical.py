"""Canonical JSON (RFC 8785): the only bytes that are ever hashed or signed as JSON.

Integers only, |n| < 2^53, no floats, no lone surrogates, depth at most 16. A reader keeps and hashes the
bytes it was given, and refuses bytes that are not what this module would have written (bundle, R10).
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, NoReturn, cast

import rfc8785

from inspector_app.errors import WorldError

MAX_DEPTH = 16
MAX_LINE = 1 << 20
_LIMIT = 1 << 53


class NotCanonicalError(WorldError):
    """A line is not canonical JSON."""


def _refuse(why: str) -> NoReturn:
    raise NotCanonicalError(f"A line is not canonical JSON ({why})")


_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)


def _check(value: Any, depth: int = 0) -> bool:
    """Makes sure that a value may be written; says whether the standard library writes it canonically.

    It does for the values that are left when every key is ASCII: no fractions, and nothing whose order could
    differ between code points and UTF-16. It is five times as fast, and this runs at every save.
    """
    plain = True
    if depth > MAX_DEPTH:
        _refuse(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, float):
        _refuse("a number with a fraction")
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LIMIT:
        _refuse("a number beyond 2^53")
    elif isinstance(value, dict):
        deep = depth == MAX_DEPTH
        for key, inner in cast("dict[Any, Any]", value).items():
            if deep or inner.__class__ is not str:  # most of all values are text, which needs no look
                plain = _check(inner, depth + 1) and plain
            plain = plain and isinstance(key, str) and key.isascii()
    elif isinstance(value, list | tuple):
        deep = depth == MAX_DEPTH
        for inner in cast("list[Any]", value):
            if deep or inner.__class__ is not str:
                plain = _check(inner, depth + 1) and plain
    else:
        plain = value is None or isinstance(value, str | int)
    return plain


def normal(value: Any) -> Any:
    """Returns the value with every string in Unicode form NFC, as strings enter the ledger.

    Raises:
        NotCanonicalError: two keys of one object differ only in their Unicode form, so one would be lost.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return _no_duplicates([(normal(k), normal(v)) for k, v in cast("dict[str, Any]", value).items()])
    if isinstance(value, list | tuple):
        return [normal(v) for v in cast("list[Any]", value)]
    return value


def encode(value: Any) -> bytes:
    """Returns the one canonical encoding of a JSON value.

    Raises:
        NotCanonicalError: the value holds a float, a number beyond 2^53, a lone surrogate or nests too deep.
    """
    plain = _check(value)
    try:
        return _PLAIN.encode(value).encode("utf-8") if plain else rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise NotCanonicalError("A value cannot be written as canonical JSON") from error


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("a key twice")
    return found


def _small(told: str) -> int:
    if len(told) <= _DIGITS and abs(number := int(told)) < _LIMIT:
        return number
    _refuse("a number beyond 2^53")


def _ascii(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or not "".join(found).isascii():
        raise _NotPlainError
    return found


class _NotPlainError(Exception):
    """A line has a key that the standard library would put at another place."""


_DIGITS = len(str(_LIMIT)) + 1
# Made once: it runs for every line of a bundle. What it lets through needs no look at each value any more.
_READER = json.JSONDecoder(
    object_pairs_hook=_ascii,
    parse_int=_small,
    parse_float=lambda _: _refuse("a number with a fraction"),
    parse_constant=lambda _: _refuse("a number with a fraction"),
)


def _decode_plain(line: bytes) -> Any:
    """Returns the value of a line that is plain, as nearly all are; raises for any other, good or bad."""
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH:  # brackets inside texts count too: then it is slow
        raise _NotPlainError
    value = _READER.decode(line.decode("utf-8"))
    if _PLAIN.encode(value).encode("utf-8") != line:
        raise _NotPlainError
    return value


def decode(line: bytes) -> Any:
    """Returns the value of one canonical line (without its line feed).

    Raises:
        NotCanonicalError: the line is too long, not JSON, or not byte for byte what `encode` writes.
    """
    if len(line) > MAX_LINE:
        _refuse("longer than 1 MiB")
    try:
        return _decode_plain(line)
    except (_NotPlainError, NotCanonicalError, ValueError, RecursionError):
        return _decode_any(line)


def _decode_any(line: bytes) -> Any:
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError("A line is not JSON") from error
    if encode(value) != line:  # a key twice too: written again, it stands there once
        _refuse("other bytes for the same value")
    return value
