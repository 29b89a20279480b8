"""A REFI-QDA project (`.qdpx`): what was gathered, for analysts with their own tools for qualitative data.

A zip with `project.qde`, XML in the standard's namespace, and one plain text per source. Descriptors are
codes under their areas; a link of evidence to a descriptor is a coding of the whole text.
"""

from __future__ import annotations

import io
import uuid
import zipfile  # noqa: TID251 - a .qdpx is a ZIP that we only write
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from inspector_app.documents.characters import writable

NAMESPACE = "urn:QDA-XML:project:1.0"
_OURS = uuid.UUID("b0a9f1d2-7c41-5b1e-8f0a-3a5d6c2e9b77")


@dataclass(frozen=True, slots=True)
class Code:
    """A code: an area, or a descriptor under one."""

    code: str
    name: str
    meaning: str = ""
    under: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """A link of a whole text to a descriptor, by its code, with what it says there: for or against."""

    id: str
    code: str
    stance: str


@dataclass(frozen=True, slots=True)
class Source:
    """One text: its record id, name, text, who wrote it, when, how it is coded, and how it was written."""

    id: str
    name: str
    text: str
    author: str
    when: datetime
    codings: tuple[Coding, ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case track: its record id, its speakable reference, and the ids of its sources."""

    id: str
    name: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that the file holds."""

    name: str
    origin: str
    made: datetime
    author: str
    codes: tuple[Code, ...]
    cases: tuple[Case, ...]
    sources: tuple[Source, ...]


def qdpx_bytes(project: Project) -> bytes:
    """Returns the file's bytes; the same project gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        _add(package, "project.qde", _project(project))
        for source in project.sources:
            _add(package, f"sources/{source.id}.txt", writable(source.text))
    return out.getvalue()


def _add(package: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    package.writestr(entry, text.encode())


def _project(project: Project) -> str:
    authors = dict.fromkeys([project.author, *(source.author for source in project.sources)])
    users = "".join(f"<User guid={_a(_id('user', one))} name={_a(one)}/>" for one in authors)
    cases = "".join(_case(case) for case in project.cases)
    return (
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
        f"<Project xmlns={_a(NAMESPACE)} name={_a(project.name)} origin={_a(project.origin)} "
        f"creatingUserGUID={_a(_id('user', project.author))} creationDateTime={_a(_moment(project.made))}>"
        f"<Users>{users}</Users>"
        f"<CodeBook><Codes>{''.join(_code(code) for code in project.codes)}</Codes></CodeBook>"
        + (f"<Cases>{cases}</Cases>" if cases else "")
        + (f"<Sources>{''.join(map(_source, project.sources))}</Sources>" if project.sources else "")
        + (f"<Notes>{notes}</Notes>" if (notes := "".join(map(_note, project.sources))) else "")
        + "</Project>"
    )


def _code(code: Code) -> str:
    described = f"<Description>{escape(writable(code.meaning))}</Description>" if code.meaning else ""
    name = f"{code.code} {code.name}"
    return (
        f'<Code guid={_a(_id("code", code.code))} name={_a(name)} isCodable="true">{described}'
        f"{''.join(_code(one) for one in code.under)}</Code>"
    )


def _case(case: Case) -> str:
    refs = "".join(f"<SourceRef targetGUID={_a(source)}/>" for source in case.sources)
    return f"<Case guid={_a(case.id)} name={_a(case.name)}>{refs}</Case>"


def _source(source: Source) -> str:
    made = f"creatingUser={_a(_id('user', source.author))} creationDateTime={_a(_moment(source.when))}"
    length = len(writable(source.text))
    selections = "".join(
        f'<PlainTextSelection guid={_a(_id("selection", one.id))} name={_a(one.stance)} startPosition="0" '
        f'endPosition="{length}" {made}><Description>{escape(one.stance)}</Description>'
        f"<Coding guid={_a(one.id)} {made}><CodeRef targetGUID={_a(_id('code', one.code))}/></Coding>"
        "</PlainTextSelection>"
        for one in source.codings
    )
    note = f"<NoteRef targetGUID={_a(_id('note', source.id))}/>" if source.written else ""
    return (
        f"<TextSource guid={_a(source.id)} name={_a(source.name)} "
        f"plainTextPath={_a(f'internal://{source.id}.txt')} {made}>{selections}{note}</TextSource>"
    )


def _note(source: Source) -> str:
    """How a text was written, as a note that its source refers to."""
    if not source.written:
        return ""
    made = f"creatingUser={_a(_id('user', source.author))} creationDateTime={_a(_moment(source.when))}"
    return (
        f"<Note guid={_a(_id('note', source.id))} name={_a(f'How {source.name} was written')} {made}>"
        f"<PlainTextContent>{escape(writable(source.written))}</PlainTextContent></Note>"
    )


def _id(kind: str, name: str) -> str:
    return str(uuid.uuid5(_OURS, f"{kind}/{name}"))


def _a(value: str) -> str:
    return quoteattr(writable(value))


def _moment(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
