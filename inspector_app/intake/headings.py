"""Finds the eleven lists among a council's sheets, and the template's columns among its headings.

A sheet is known by a number in its name ("List_3", "3. Referrals"), by a title above the headings, by a word
in its name ("CIN"), or, failing all these, by its headings alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.intake.cells import Cell, plain
from inspector_app.intake.lists import LISTS, OPTIONAL, ChildList, Column, child_list
from inspector_app.intake.sheets import Sheet

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"(?:\blist|^annex a|^l) ?0?(\d{1,2})(?!\d)|^0?(\d{1,2})(?: |$)")
_TITLE = re.compile(r"^(?:annex a )?list ?0?(\d{1,2})(?!\d)")
_ROWS_SEARCHED = 15
_FEWEST_KNOWN = 3
_FEWEST_UNNAMED = 5
_CELLS_OF_A_TITLE = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One list found in one sheet.

    `header` is the place of the heading row (0 is the sheet's first row), None where the sheet has no
    headings; `places` tells at which place in a row each known column stands, `headings` what the council
    calls it; `unmatched` are headings nobody knows, `missing` the template's headings that are not there.
    """

    child_list: ChildList
    sheet: Sheet
    header: int | None
    places: Mapping[str, int]
    headings: Mapping[str, str]
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]


def words(text: str) -> str:
    """Returns text in lower case, apostrophes dropped, everything but letters and digits as single spaces."""
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text.casefold())).strip()


def find_lists(sheets: Sequence[Sheet]) -> tuple[list[Found], list[str]]:
    """Returns the lists found, in the order of their numbers, and the names of the other sheets."""
    found: list[Found] = []
    others: list[str] = []
    for sheet in sheets:
        recognised = _recognise(sheet)
        if recognised is None:
            others.append(sheet.name)
        else:
            found.append(recognised)
    return sorted(found, key=lambda one: one.child_list.number), others


def _recognise(sheet: Sheet) -> Found | None:
    number = _number_in(sheet.name) or _number_in_title(sheet)
    if number is not None:
        return _best(sheet, [child_list(number)], 1) or Found(child_list(number), sheet, None, {}, {}, (), ())
    named = [one for one in LISTS if one.pattern.search(words(sheet.name))]
    return _best(sheet, named, _FEWEST_KNOWN) or _best(sheet, LISTS, _FEWEST_UNNAMED)


def _number_in(name: str) -> int | None:
    match = _NUMBERED.search(words(name))
    return _in_range(match[1] or match[2]) if match else None


def _number_in_title(sheet: Sheet) -> int | None:
    for row in sheet.rows[:_ROWS_SEARCHED]:
        cells = [text for cell in row if (text := plain(cell))]
        if 0 < len(cells) <= _CELLS_OF_A_TITLE and (match := _TITLE.match(words(cells[0]))):
            return _in_range(match[1])
    return None


def _in_range(digits: str) -> int | None:
    return int(digits) if 1 <= int(digits) <= len(LISTS) else None


def _best(sheet: Sheet, candidates: Sequence[ChildList], fewest: int) -> Found | None:
    """Returns the candidate that knows most of the headings of its best row.

    A list known by its number (`fewest` is 1) may lack the column of ids, which is then reported; any other
    must have it, or a sheet of explanations could pass for a list.
    """
    best: tuple[float, Found] | None = None
    for at, row in enumerate(sheet.rows[:_ROWS_SEARCHED]):
        texts = [plain(cell) if isinstance(cell, str) else "" for cell in row]
        if sum(map(bool, texts)) < _FEWEST_KNOWN:
            continue
        for candidate in candidates:
            matched = match_headings(candidate, texts)
            if len(matched) < max(_FEWEST_KNOWN, fewest) or (fewest > 1 and "id" not in matched):
                continue
            score = len(matched) + len(matched) / len(candidate.columns)
            if best is None or score > best[0]:
                best = (score, _found(candidate, sheet, at, texts, matched))
    return best[1] if best else None


def match_headings(told: ChildList, texts: Sequence[str]) -> dict[str, int]:
    """Returns column key to place: first the template's own headings, then similar ones."""
    spoken = [words(text) for text in texts]
    matched: dict[str, int] = {}
    exact = {words(column.heading): column for column in told.columns}
    for place, heading in enumerate(spoken):
        column = exact.get(heading)
        if column is not None and column.key not in matched:
            matched[column.key] = place
    taken = set(matched.values())
    for place, heading in enumerate(spoken):
        if heading and place not in taken:
            column = _resembling(told.columns, heading, matched)
            if column is not None:
                matched[column.key] = place
    return matched


def _resembling(columns: Sequence[Column], heading: str, matched: Mapping[str, int]) -> Column | None:
    return next((one for one in columns if one.key not in matched and one.pattern.search(heading)), None)


def _found(told: ChildList, sheet: Sheet, at: int, texts: Sequence[str], matched: Mapping[str, int]) -> Found:
    taken = set(matched.values())
    return Found(
        told,
        sheet,
        at,
        matched,
        {key: _one_line(texts[place]) for key, place in matched.items()},
        tuple(_one_line(text) for place, text in enumerate(texts) if text and place not in taken),
        tuple(
            _one_line(column.heading)
            for column in told.columns
            if column.key not in matched and (told.number, column.key) not in OPTIONAL
        ),
    )


def _one_line(text: Cell) -> str:
    return " ".join(str(text).split())
