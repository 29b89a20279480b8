"""Checks one pack's tables against the schema: unknown keys, missing keys, wrong types, bad values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from inspector_app.frameworks.problem import Place
from inspector_app.frameworks.schema import FORMAT, ID_PATTERN, MONTH_PATTERN, TABLES, Key

Fault = tuple[Place, str]
"""Where in the pack, and what."""


def faults(pack: dict[str, Any]) -> Iterator[Fault]:
    """Yields every fault of shape in a pack, in the order of the schema."""
    yield from _table(pack, "pack", ())
    written = pack.get("format")
    if type(written) is int and written > FORMAT:
        yield ("format",), f"format {written} is newer than this release reads ({FORMAT})"


def _table(table: dict[str, Any], shape: str, place: Place) -> Iterator[Fault]:
    keys = TABLES[shape]
    for name in table:
        if name not in keys:
            near = difflib.get_close_matches(name, keys, n=1)
            hint = f"; did you mean “{near[0]}”?" if near else ""
            yield (*place, name), f"unknown key{hint}"
    for name, key in keys.items():
        if name in table:
            yield from _value(table[name], key, (*place, name))
        elif key.required:
            yield (*place, name), "missing key"


def _value(value: Any, key: Key, place: Place) -> Iterator[Fault]:
    if key.kind == "tables":
        yield from _tables(value, key, place)
    elif key.kind == "table":
        if isinstance(value, dict):
            yield from _table(cast("dict[str, Any]", value), key.shape, place)
        else:
            yield place, f"must be a table, not {_called(value)}"
    elif key.kind in {"texts", "ids"}:
        yield from _list(value, key, place)
    elif key.kind == "number":
        yield from _number(value, key, place)
    elif key.kind == "yes or no":
        if not isinstance(value, bool):
            yield place, f"must be true or false, not {_called(value)}"
    else:
        yield from _text(value, key, place)


def _tables(value: Any, key: Key, place: Place) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield place, f"must be a list of tables, written [[{place[-1]}]]"
        return
    for number, entry in enumerate(cast("list[Any]", value)):
        if isinstance(entry, dict):
            yield from _table(cast("dict[str, Any]", entry), key.shape, (*place, number))
        else:
            yield (*place, number), f"must be a table, not {_called(entry)}"


def _list(value: Any, key: Key, place: Place) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield place, f"must be a list of texts, not {_called(value)}"
        return
    entries = cast("list[Any]", value)
    if not entries:
        yield place, "must not be empty" if key.required else "must not be empty; leave the key out"
    one = Key("id" if key.kind == "ids" else "text", choice=key.choice)
    for number, entry in enumerate(entries):
        yield from _text(entry, one, (*place, number))
        if entry in entries[:number]:
            yield (*place, number), "stands twice in the list"


def _number(value: Any, key: Key, place: Place) -> Iterator[Fault]:
    if type(value) is not int:  # True is an int to isinstance, but not to a person
        yield place, f"must be a whole number, not {_called(value)}"
    elif value < key.least:
        yield place, f"must be {key.least} or more, not {value}"


def _text(value: Any, key: Key, place: Place) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield place, f"must be a text in quotation marks, not {_called(value)}"
    elif not value.strip():
        yield place, "must not be empty"
    elif key.choice and value not in key.choice:
        yield place, f"“{value}” is not known here; known are {', '.join(sorted(key.choice))}"
    elif key.kind == "id" and not re.fullmatch(ID_PATTERN, value):
        yield place, f"“{value}” must be capital letters and digits, in parts joined by hyphens"
    elif key.kind == "month" and not re.fullmatch(MONTH_PATTERN, value):
        yield place, f"“{value}” must be a month, written like 2026-04"
    elif key.kind == "day" and not _is_day(value):
        yield place, f"“{value}” must be a day, written like 2026-04-01"


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _called(value: Any) -> str:
    """Returns what a TOML value is called by people."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a text", int: "a number", float: "a number with a point", list: "a list", dict: "a table"}
    return names.get(cast("type[Any]", type(value)), "a date or time")
