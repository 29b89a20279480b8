"""A damaged store, read row by row, so that a page that cannot be read costs only what stands on it.

One page whose MAC does not hold makes SQLCipher refuse everything after it on the same connection, so each
fault costs a new connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from inspector_app.store import engine, schema
from inspector_app.store.engine import Connection

_FAULT = object()
_ONE_BY_ONE = 500
"""Rows in a row that are tried one by one; beyond so many, an inner page of the table cannot be read."""
_FARTHEST = 1 << 40


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows that cannot be read: from the first to the last; the last is None where the end is not known."""

    table: str
    first: int
    last: int | None

    def __str__(self) -> str:
        """The sentence that a person reads."""
        if self.last is None:
            return f"Rows of {self.table} after row {self.first - 1} cannot be read"
        if self.first == self.last:
            return f"Row {self.first} of {self.table} cannot be read"
        return f"Rows {self.first} to {self.last} of {self.table} cannot be read"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was read: its table, its number there and its values by column."""

    table: str
    number: int
    values: dict[str, Any]


class Wreck:
    """Reads a damaged store; use it in a `with` block.

    Args:
        connect: opens a connection for reading, closed at the end of its block.
    """

    def __init__(self, connect: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._connect = connect
        self._stack = ExitStack()
        self.connection = self._stack.enter_context(connect())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def rows(self, table: str) -> Iterator[Row | Gap]:
        """Yields the rows of a table in their order, and the gaps between them."""
        columns = list(schema.TABLES[table][0])
        number = 1
        first = None
        while True:
            found = self._next(table, columns, number)
            if found is _FAULT and first is not None and number - first >= _ONE_BY_ONE:
                readable = self._beyond(table, columns, number)
                if readable is None:
                    yield Gap(table, first, None)
                    return
                number = readable
                continue
            if found is _FAULT:
                if self._next(table, columns, number, exactly=True) is _FAULT:
                    first = number if first is None else first
                elif first is not None:
                    yield Gap(table, first, number - 1)
                    first = None
                number += 1
                continue
            if first is not None:
                # What lies beyond the last row that can be read, nobody knows.
                yield Gap(table, first, None if found is None else number - 1)
                first = None
            if found is None:
                return
            number, values = found[0], found[1:]
            yield Row(table, number, dict(zip(columns, values, strict=True)))
            number += 1

    def numbers(self, table: str, *columns: str) -> dict[int, tuple[Any, ...]]:
        """Returns what an index over columns tells of the rows of a table, by number, as far as it goes.

        It is read from both ends, so that a page that cannot be read costs only what stands on it.
        """
        names = ", ".join(columns)
        found: dict[int, tuple[Any, ...]] = {}
        for order in ("ASC", "DESC"):
            by = ", ".join(f"{name} {order}" for name in columns)
            sql = f"SELECT rowid, {names} FROM {table} ORDER BY {by}"  # noqa: S608 - constants
            try:
                for number, *told in self.connection.execute(sql):
                    found[number] = tuple(told)
            except engine.DatabaseError:
                self._again()
                continue
            break
        return found

    def _beyond(self, table: str, columns: Sequence[str], number: int) -> int | None:
        """Returns the first number from which on rows can be read again, as near as a few tries tell."""
        step = 1
        while self._next(table, columns, number + step) is _FAULT:
            step *= 2
            if step > _FARTHEST:
                return None
        low, high = number + step // 2, number + step
        while low + 1 < high:
            middle = (low + high) // 2
            if self._next(table, columns, middle) is _FAULT:
                low = middle
            else:
                high = middle
        return high

    def _next(self, table: str, columns: Sequence[str], number: int, *, exactly: bool = False) -> Any:
        """Returns the first row from a number on, None where there is none, or `_FAULT`."""
        sql = (
            f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid {'=' if exactly else '>='} ?"  # noqa: S608 - constants
            " ORDER BY rowid LIMIT 1"
        )
        try:
            return self.connection.execute(sql, (number,)).fetchone()
        except engine.DatabaseError:
            self._again()
            return _FAULT

    def _again(self) -> None:
        self._stack.close()
        self.connection = self._stack.enter_context(self._connect())
