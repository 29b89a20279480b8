"""Whose rows were lost in a damaged store, told from what is left: the log, the indexes and what was shown.

A revision names its record, its payload and the revisions it follows; an index names the record of a row
that cannot be read itself; what was shown of a record tells how many revisions it had. Each of them may be
damaged as well, so all are asked, and the most that one of them knows counts.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from inspector_app.crypto import ledger
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.crypto.ledger import MalformedEntryError
from inspector_app.domain import ids
from inspector_app.domain.revision import Header
from inspector_app.store.wreck import Gap, Row, Wreck

_INDEXED = {"entry": ("rec",), "payload": ("pay",), "blob": ("hash",), "blob_part": ("hash", "part")}


@dataclass(frozen=True, slots=True)
class LostRecord:
    """What was lost of one record.

    Attributes:
        record: its id.
        kind: its kind; empty where nothing tells it.
        revisions: revisions that are lost.
        payloads: revisions that are there, but not what they set.
        files: attached files that are lost or not whole.
    """

    record: str
    kind: str
    revisions: int
    payloads: int
    files: int


@dataclass(slots=True)
class _File:
    """Bytes of one attachment as they come, part by part."""

    parts: int = 0
    bytes: int = 0
    told: Any = field(default_factory=hashlib.sha256)


@dataclass(slots=True)
class Survey:
    """What was read of a damaged store, and what that says of the rest.

    Attributes:
        spoiled: tables with rows that cannot be read, or that are not what was written.
    """

    spoiled: set[str] = field(default_factory=set[str])
    _read: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    _headers: dict[str, Header] = field(default_factory=dict[str, Header])
    _states: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    _payloads: set[str] = field(default_factory=set[str])
    _erased: set[str] = field(default_factory=set[str])
    _files: dict[str, _File] = field(default_factory=dict[str, _File])
    _named_by: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _shown: dict[str, tuple[str, int, str]] = field(default_factory=dict[str, tuple[str, int, str]])

    def take(self, found: Row | Gap) -> bool:
        """Takes note of a row or a gap; says whether it is a row that holds what was written."""
        if isinstance(found, Gap) or not self._is_true(found.table, found.values):
            self.spoiled.add(found.table)
            return False
        self._read.setdefault(found.table, set()).add(found.number)
        return True

    def _is_true(self, table: str, row: Mapping[str, Any]) -> bool:
        match table:
            case "entry":
                return self._take_entry(row)
            case "payload":
                return self._take_payload(row)
            case "blob_part":
                return self._take_part(row)
            case "current":
                return self._take_shown(row)
            case "blob":
                self._file(row["hash"])
            case "erased":
                self._erased.add(str(row["pay"]))
            case "meta":
                return _json(row["value"]) is not None
            case _:
                pass
        return True

    def _take_entry(self, row: Mapping[str, Any]) -> bool:
        try:
            entry = ledger.read_kept(_bytes(row["header"]))
        except (NotCanonicalError, MalformedEntryError):
            return False
        if entry.id != row["id"]:
            return False
        self._headers[entry.id] = entry.header
        self._states[entry.id] = (str(row["state"]), str(row["bundle"]))
        return True

    def _take_payload(self, row: Mapping[str, Any]) -> bool:
        line = _bytes(row["line"])
        if ledger.digest(line) != row["pay"]:
            return False
        self._payloads.add(row["pay"])
        for name in ledger.blobs_of(line):
            self._named_by.setdefault(name, set()).add(row["pay"])
        return True

    def _take_part(self, row: Mapping[str, Any]) -> bool:
        file, data = self._file(row["hash"]), _bytes(row["bytes"])
        if row["part"] == file.parts:  # they were written in their order
            file.parts += 1
            file.bytes += len(data)
            file.told.update(data)
        return True

    def _take_shown(self, row: Mapping[str, Any]) -> bool:
        rec, kind, revisions = row["rec"], row["kind"], row["revisions"]
        if not isinstance(rec, str) or not isinstance(kind, str) or not isinstance(revisions, int):
            return False
        fields = _json(row["fields"])
        if not isinstance(fields, dict):
            return False
        self._shown[rec] = (kind, revisions, str(cast("dict[str, Any]", fields).get("blob") or ""))
        return True

    def _file(self, name: object) -> _File:
        return self._files.setdefault(str(name), _File())

    def whole_files(self) -> dict[str, int]:
        """Returns the attachments whose bytes are all there and proved, with their size."""
        return {name: file.bytes for name, file in self._files.items() if file.told.hexdigest() == name}

    def records(self, wreck: Wreck) -> tuple[tuple[LostRecord, ...], int]:
        """Returns what was lost, by record, and how many revisions besides whose record nothing tells."""
        missed = {table: self._missed(wreck, table, *columns) for table, columns in _INDEXED.items()}
        revisions = self._revisions(row[0] for row in missed["entry"])
        gone = {str(row[0]) for row in missed["payload"]}
        payloads = Counter(
            header.rec
            for name, header in self._headers.items()
            if header.pay not in self._payloads
            and header.pay not in self._erased
            and (header.pay in gone or not self._states[name][1])
        )
        files = self._lost_files({str(row[0]) for row in (*missed["blob"], *missed["blob_part"])})
        kinds = {header.rec: header.kind for header in self._headers.values()}
        kinds |= {rec: kind for rec, (kind, _, _) in self._shown.items()}
        touched = sorted(filter(ids.is_uuid, {*revisions, *payloads, *files}))
        found = tuple(
            LostRecord(rec, kinds.get(rec, ""), revisions[rec], payloads[rec], files[rec]) for rec in touched
        )
        return found, max(0, self._missing() - revisions.total())

    def not_shown(self, wreck: Wreck) -> set[str]:
        """Returns the records that cannot be shown as they are, though the log may have all of them."""
        missed = (self._missed(wreck, table, "rec") for table in ("current", "identity"))
        known = {h.rec for name, h in self._headers.items() if self._states[name][0] == "ok"}
        found = {str(row[0]) for rows in missed for row in rows} | (known - set(self._shown))
        return set(filter(ids.is_uuid, found))

    def _missed(self, wreck: Wreck, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Returns what an index tells of the rows that were not read."""
        read, told = self._read.get(table, set()), wreck.numbers(table, *columns)
        return [values for number, values in told.items() if number not in read]

    def _revisions(self, by_index: Iterable[object]) -> Counter[str]:
        """Counts lost revisions by record, each in three ways."""
        ways = [Counter(str(rec) for rec in by_index)]
        known = [h for name, h in self._headers.items() if self._states[name][0] == "ok"]
        followed = {(h.rec, parent) for h in known for parent in h.parents if parent not in self._headers}
        ways.append(Counter(rec for rec, _ in followed))
        there = Counter(h.rec for h in known)
        ways.append(
            Counter({rec: n - there[rec] for rec, (_, n, _) in self._shown.items() if n > there[rec]})
        )
        found: Counter[str] = Counter()
        for way in ways:
            found |= way
        return found

    def _missing(self) -> int:
        """Counts the places of all logs that are empty below their last entry."""
        places: dict[str, set[int]] = {}
        for name, header in self._headers.items():
            if self._states[name][0] == "ok":
                places.setdefault(header.actor, set()).add(header.seq)
        return sum(max(seqs) - len(seqs) for seqs in places.values())

    def _lost_files(self, missed: set[str]) -> Counter[str]:
        whole = self.whole_files()
        broken = {name for name in missed | set(self._files) if name and name not in whole}
        by_pay: dict[str, set[str]] = {}
        for header in self._headers.values():
            by_pay.setdefault(header.pay, set()).add(header.rec)
        found: Counter[str] = Counter()
        for name in broken:
            named = {rec for pay in self._named_by.get(name, ()) for rec in by_pay.get(pay, ())}
            found.update(named | {rec for rec, (_, _, blob) in self._shown.items() if blob == name})
        return found


def _bytes(told: object) -> bytes:
    return told if isinstance(told, bytes) else b""


def _json(told: object) -> Any:
    """Returns what a text holds as JSON; None where it holds none."""
    try:
        return json.loads(told) if isinstance(told, str) else None
    except ValueError:
        return None
