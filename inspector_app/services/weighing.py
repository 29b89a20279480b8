"""What stands behind each descriptor, counted once and from then on brought up to date by what changed.

Every save changes what several screens show, so counting anew would read 20,000 records after each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from inspector_app.domain.kinds import STANCES
from inspector_app.domain.sameness import APART, TIES, Sameness, touches
from inspector_app.domain.triangulation import Support
from inspector_app.services import confirming, joined
from inspector_app.services.session import Session
from inspector_app.store.news import Mark

_YOUNG = ("child", "young person", "care leaver", "care_leaver", "young adult")
_KEPT = "weighing"
_FEW = 200
"""More changed records than this are not looked at one by one."""


class _Piece(NamedTuple):
    """One piece of evidence, by what a count asks of it; a role is the person's own or the one met."""

    source: str
    case: str
    said_by: str
    interview: str


class _Link(NamedTuple):
    descriptor: str
    evidence: str
    stance: str | None


def supports(session: Session) -> Mapping[str, Support]:
    """Returns what speaks for and against every descriptor of the framework, by code."""
    weighing = _present(session)
    return {code: weighing.support(code) for code in _codes(session)}


def by_source(session: Session) -> Mapping[tuple[str, str], int]:
    """Returns how many pieces of evidence of a kind of source are linked to an area, by area and source."""
    return _present(session).by_source(
        {d.code: area.code for area in session.framework.areas for d in area.descriptors}
    )


def _codes(session: Session) -> Iterable[str]:
    return (d.code for area in session.framework.areas for d in area.descriptors)


def _present(session: Session) -> _Weighing:
    weighing = session.kept.setdefault(_KEPT, _Weighing())
    weighing.follow(session)
    return weighing


class _Weighing:
    """The evidence by what counts of it, the links, and the supports made of them that still hold."""

    def __init__(self) -> None:
        self._mark: Mark | None = None
        self._known = APART
        self._waits: frozenset[str] = frozenset()
        self._pieces: dict[str, _Piece] = {}
        self._roles: dict[str, str] = {}
        self._links: dict[str, _Link] = {}
        self._of_evidence: defaultdict[str, set[str]] = defaultdict(set)
        self._of_descriptor: defaultdict[str, set[str]] = defaultdict(set)
        self._supports: dict[str, Support] = {}

    def follow(self, session: Session) -> None:
        """Takes in what changed since the last call."""
        news, known = session.store.news(self._mark), joined.sameness(session)
        self._mark = None  # should reading fail half-way, the next call begins anew
        if news.records is None or known != self._known or self._concerns(session, known, news.records):
            self.__init__()
            self._known = known
            self._read(partial(joined.fields, session))
        elif news.records:
            self._forget(news.records)
            self._read(partial(session.store.fields, among=news.records))
        self._mark = news.mark
        waits = confirming.not_counted(session)
        if waits != self._waits:
            self._waits = waits
            self._supports.clear()

    def _concerns(self, session: Session, known: Sameness, records: Collection[str]) -> bool:
        """Says whether one of some records is read as one with another, or was; few are."""
        if not known.groups:
            return False
        if len(records) > _FEW:
            return True
        for rec in records:
            link, found = self._links.get(rec), session.store.find(rec)
            was = () if link is None else (link.evidence,)
            now = () if found is None else (found.fields.get(name) for name in TIES)
            if touches(known, rec, (*was, *now)):
                return True
        return False

    def support(self, code: str) -> Support:
        """Returns what speaks for and against a descriptor."""
        found = self._supports.get(code)
        if found is None:
            found = self._supports[code] = self._weighed(code)
        return found

    def by_source(self, area_of: Mapping[str, str]) -> Mapping[tuple[str, str], int]:
        """See the function of this name; each piece of evidence counts once for an area."""
        pairs = {
            (area, link.evidence)
            for rec, link in self._links.items()
            if self._counts(rec, link) and (area := area_of.get(link.descriptor))
        }
        counted: defaultdict[tuple[str, str], int] = defaultdict(int)
        for area, evidence in pairs:
            counted[area, self._pieces[evidence].source] += 1
        return counted

    def _counts(self, rec: str, link: _Link) -> bool:
        return link.evidence in self._pieces and self._waits.isdisjoint((rec, link.evidence))

    def _forget(self, records: Collection[str]) -> None:
        if not self._roles.keys().isdisjoint(records):
            self._supports.clear()
        for rec in records:
            self._pieces.pop(rec, None)
            self._roles.pop(rec, None)
            link = self._links.pop(rec, None)
            if link is not None:
                self._of_evidence[link.evidence].discard(rec)
                self._of_descriptor[link.descriptor].discard(rec)
                self._supports.pop(link.descriptor, None)
            self._stir(rec)

    def _stir(self, evidence: str) -> None:
        """What was made of a piece of evidence does not hold any more."""
        for link in self._of_evidence.get(evidence, ()):
            self._supports.pop(self._links[link].descriptor, None)

    def _read(self, fields: Callable[..., list[tuple[Any, ...]]]) -> None:
        for rec, role in fields("interview", "role_met"):
            self._roles[rec] = str(role or "")
            self._supports.clear()
        for rec, *told in fields("evidence", "source", "case", "said_by", "interview"):
            self._pieces[rec] = _Piece(*(str(value or "") for value in told))
            self._stir(rec)
        for rec, *told in fields("evidence_link", "descriptor", "evidence", "stance"):
            link = self._links[rec] = _Link(*told)
            self._of_evidence[link.evidence].add(rec)
            self._of_descriptor[link.descriptor].add(rec)
            self._supports.pop(link.descriptor, None)

    def _weighed(self, code: str) -> Support:
        by_stance: dict[str | None, list[str]] = {}
        pieces: list[_Piece] = []
        for rec in sorted(self._of_descriptor.get(code, ())):
            link = self._links[rec]
            if self._counts(rec, link):
                piece = self._pieces[link.evidence]
                stance = link.stance if link.stance in STANCES else None
                by_stance.setdefault(stance, []).append(link.evidence)
                pieces.append(piece)
        people = _told(piece.said_by or self._roles.get(piece.interview, "") for piece in pieces)
        return Support(
            descriptor=code,
            for_=tuple(by_stance.get("for", ())),
            against=tuple(by_stance.get("against", ())),
            unsettled=tuple(by_stance.get(None, ())),
            sources=_told(piece.source for piece in pieces),
            cases=_told(piece.case for piece in pieces),
            people=people,
            heard=any(person.casefold().startswith(_YOUNG) for person in people),
        )


def _told(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(value for value in values if value)
