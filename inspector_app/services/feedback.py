"""What the council was told while the inspection ran, so that its end holds no surprise.

A meeting is kept with who told whom, by role. Each point that was made there names the evidence behind it as
it stood at that moment, by revision: what is amended later does not change what was said then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from inspector_app.domain.framework import Descriptor
from inspector_app.domain.kinds import POLARITIES
from inspector_app.domain.register import settle
from inspector_app.domain.revision import Record, Write
from inspector_app.errors import RefusedError
from inspector_app.services.changes import Changes
from inspector_app.services.conflicts import accepted
from inspector_app.services.evidence import links_of
from inspector_app.services.session import Session
from inspector_app.services.wording import moment, needed, one_of, present

MEETING, POINT = "feedback", "feedback_point"


@dataclass(frozen=True, slots=True)
class Said:
    """One piece of evidence as it stood when a point was made.

    Attributes:
        evidence: its record.
        revision: its first head at that moment.
        text: its words then; empty where they are not here.
        changed: something was added to it since.
    """

    evidence: str
    revision: str
    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the council was told.

    Attributes:
        id: its record.
        text: what was said.
        polarity: key of `kinds.POLARITIES`.
        descriptor: code of the descriptor that it is about; empty for none.
        evidence: what it rested on.
        reply: what the council said to it; empty while it said nothing.
    """

    id: str
    text: str
    polarity: str
    descriptor: str
    evidence: tuple[Said, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One keeping in touch meeting: when, who told whom by role, where, and the points that were made."""

    id: str
    when: str
    told_by: str
    told_to: str
    place: str
    points: tuple[Point, ...]


def note_feedback(
    session: Session, *, told_by: str, told_to: str, when: str | None = None, place: str | None = None
) -> Changes:
    """Notes a keeping in touch meeting at which the council is told how the inspection goes.

    Args:
        session: the open store.
        told_by: role of who speaks for the team.
        told_to: role of who was told, for example `director`.
        when: ISO date and time; now where none is given.
        place: where.

    Raises:
        RefusedError: a role is empty, or the time is none.
    """
    fields = present(
        told_by=needed("role of who spoke", told_by),
        told_to=needed("role of who was told", told_to),
        when=moment("time", when) or session.now(),
        place=place,
    )
    return session.write("note_feedback", [Write(session.new_record(), MEETING, fields)])


def make_point(
    session: Session,
    *,
    meeting: str,
    text: str,
    polarity: str = "improvement",
    descriptor: str | None = None,
    evidence: list[str] | None = None,
) -> Changes:
    """Notes a point that was made at a meeting, with the evidence behind it as it stands now.

    Args:
        session: the open store.
        meeting: the meeting.
        text: what was said.
        polarity: strength, improvement, neutral or urgent.
        descriptor: what it is about; all evidence linked to it stands behind the point where none is named.
        evidence: records that it rests on.

    Raises:
        RefusedError: meeting, descriptor or evidence are unknown, or text or evidence are missing.
    """
    session.named(meeting, MEETING)
    if descriptor:
        session.framework.descriptor(descriptor)
    behind = evidence or [
        str(link.get("evidence")) for link in links_of(session, descriptor=descriptor or "")
    ]
    records = [session.named(rec, "evidence") for rec in behind]
    if not records:
        raise RefusedError(
            "No evidence stands behind this point", advice="Name some, or a descriptor that has evidence."
        )
    fields = present(
        meeting=meeting,
        text=needed("point", text),
        polarity=one_of("polarity", polarity, POLARITIES),
        descriptor=descriptor,
        evidence={record.id: list(record.heads) for record in records},
    )
    return session.write("make_point", [Write(session.new_record(), POINT, fields)])


def tell_council(
    session: Session, *, told_by: str, told_to: str, descriptor: str, text: str, reply: str | None = None
) -> Changes:
    """Notes a point on a descriptor, at the meeting of today between these two or at a new one.

    Raises:
        RefusedError: as for `note_feedback` and `make_point`.
    """
    with session.store.changing():
        today = session.now()[:10]
        same = [
            one.id
            for one in session.store.records(MEETING)
            if (one.get("told_by"), one.get("told_to")) == (told_by.strip(), told_to.strip())
            and str(one.get("when"))[:10] == today
        ]
        meeting = same[-1] if same else note_feedback(session, told_by=told_by, told_to=told_to).record
        made = make_point(session, meeting=meeting, text=text, descriptor=descriptor)
        if reply and reply.strip():
            note_reply(session, point=made.record, reply=reply)
    return made


def note_reply(session: Session, *, point: str, reply: str) -> Changes:
    """Notes what the council said to a point.

    Raises:
        RefusedError: there is no such point, or the reply is empty.
    """
    session.named(point, POINT)
    return session.write("note_reply", [Write(point, POINT, {"reply": needed("reply", reply)})])


def meetings(session: Session) -> tuple[Meeting, ...]:
    """Returns every meeting with its points, the latest first."""
    points: dict[str, list[Record]] = {}
    for one in session.store.records(POINT):
        points.setdefault(str(one.get("meeting")), []).append(one)
    found = [
        Meeting(
            id=one.id,
            when=str(one.get("when") or one.at),
            told_by=str(one.get("told_by") or ""),
            told_to=str(one.get("told_to") or ""),
            place=str(one.get("place") or ""),
            points=tuple(_point(session, point) for point in points.get(one.id, ())),
        )
        for one in session.store.records(MEETING)
    ]
    return tuple(sorted(found, key=lambda one: (one.when, one.id), reverse=True))


def _point(session: Session, record: Record) -> Point:
    return Point(
        id=record.id,
        text=str(record.get("text") or ""),
        polarity=str(record.get("polarity") or ""),
        descriptor=str(record.get("descriptor") or ""),
        evidence=tuple(_said(session, rec, heads) for rec, heads in pinned(record).items()),
        reply=str(record.get("reply") or ""),
    )


def pinned(point: Record) -> Mapping[str, tuple[str, ...]]:
    """Returns the evidence behind a point: each record with the revisions that stood then."""
    told: object = point.get("evidence")
    if not isinstance(told, dict):
        return {}
    pins = cast("dict[str, list[str]]", told)
    return {rec: tuple(heads) for rec, heads in sorted(pins.items())}


def _said(session: Session, rec: str, heads: tuple[str, ...]) -> Said:
    """Reads what a record said at some of its revisions; empty where those are not here, or were erased."""
    nodes = {node.id: node for node in accepted(session, rec)}
    then, open_ = set[str](), list(heads)
    while open_:
        node = nodes.get(open_.pop())
        if node is not None and node.id not in then:
            then.add(node.id)
            open_.extend(node.parents)
    was = settle(rec, [node for node in nodes.values() if node.id in then])
    now = session.store.find(rec)
    return Said(
        rec,
        min(heads, default=""),
        str(was.get("text") or "") if was else "",
        now is None or now.heads != heads,
    )


def not_raised(session: Session) -> tuple[Descriptor, ...]:
    """Returns the areas for improvement that the council was never told of, in the framework's order.

    One counts as told where a point is about it, or rests on evidence that is linked to it.
    """
    about, behind = _told(session.store.records(POINT))
    untold = {
        code
        for _, code, finding in session.store.fields("evaluation", "descriptor", "finding")
        if finding == "improvement" and code not in about
    }
    if untold and behind:
        links = session.store.fields("evidence_link", "descriptor", "evidence")
        untold -= {code for _, code, rec in links if rec in behind}
    return tuple(one for one in session.framework.descriptors if one.code in untold)


def _told(points: Iterable[Record]) -> tuple[set[str], set[str]]:
    about, behind = set[str](), set[str]()
    for point in points:
        if point.get("descriptor"):
            about.add(str(point.get("descriptor")))
        else:
            behind.update(pinned(point))
    return about, behind
