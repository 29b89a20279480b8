"""Finding words in everything that was recorded, with what each find can be sifted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.kinds import KINDS, SOURCES
from inspector_app.domain.revision import Record
from inspector_app.errors import RefusedError
from inspector_app.services.session import Session
from inspector_app.store.search import Hit

MOST = 500
"""Finds at most, the best first."""
SEVERAL = "Several areas"


@dataclass(frozen=True, slots=True)
class Found:
    """One record that holds the words.

    Attributes:
        record: its id.
        kind: its kind, as in a header.
        told: its kind in words.
        words: the words around those that were sought, which stand in square brackets.
        area: title of the judgement area that it belongs to; empty where it belongs to none.
        source: where it comes from, in words.
        case: reference of the case that it is about.
        who: who changed it last, as on the roster.
        at: when: as it was recorded or, for evidence, when it was seen.
        names: other records and codes that it names, by field, to find its place on screen.
    """

    record: str
    kind: str
    told: str
    words: str
    area: str
    source: str
    case: str
    who: str
    at: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found; `capped` where there may be more."""

    found: tuple[Found, ...] = ()
    capped: bool = False


def find_everywhere(session: Session, *, words: str) -> Finds:
    """Returns every record in view that holds all the words, of whatever kind, the best first.

    Args:
        session: the open store.
        words: as typed; the last one may be unfinished. None find nothing.

    Raises:
        DamagedStoreError: the words or a text that holds them cannot be read.
    """
    if not words.strip():
        return Finds()
    hits = session.store.search(words, MOST)
    tables = _Tables(session)
    records = ((session.store.find(hit.record), hit) for hit in hits)
    found = tuple(tables.found(record, hit) for record, hit in records if record is not None)
    return Finds(found, len(hits) == MOST)


class _Tables:
    """What many finds are told by, read once."""

    def __init__(self, session: Session) -> None:
        self._cases = {rec: str(told or "") for rec, told in session.store.fields("case_track", "reference")}
        self._area_of = _areas(session)
        self._areas: dict[str, set[str]] = {}
        for _, rec, code in session.store.fields("evidence_link", "evidence", "descriptor"):
            if area := self._area_of.get(str(code)):
                self._areas.setdefault(str(rec), set()).add(area)

    def found(self, record: Record, hit: Hit) -> Found:
        """Returns one find."""
        kind = KINDS.get(record.kind)
        named = ("case", "interview", "evidence", "of", "descriptor", "area")
        names = {name: str(record.get(name)) for name in named if record.get(name)}
        case = record.id if record.kind == "case_track" else names.get("case", "")
        return Found(
            record=record.id,
            kind=record.kind,
            told=kind.title if kind else record.kind.replace("_", " "),
            words=" ".join(hit.snippet.split()),
            area=self._area(record.id, names),
            source=SOURCES.get(str(record.get("source")), ""),
            case=self._cases.get(case, ""),
            who=record.author,
            at=str(record.get("when") or record.at),
            names=names,
        )

    def _area(self, rec: str, names: Mapping[str, str]) -> str:
        own = {self._area_of.get(names.get(name, ""), "") for name in ("descriptor", "area")} - {""}
        areas = own or self._areas.get(names.get("evidence", rec), set())
        return next(iter(areas)) if len(areas) == 1 else SEVERAL if areas else ""


def _areas(session: Session) -> dict[str, str]:
    """Returns the title of the area of each area and descriptor; none while the team disagrees."""
    try:
        framework = session.framework
    except RefusedError:
        return {}
    told = {area.code: area.title for area in framework.areas}
    return told | {one.code: told.get(one.area, "") for one in framework.descriptors}
