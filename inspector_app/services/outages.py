"""Notes made while no laptop worked: forms printed beforehand, and taking in what was written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from inspector_app.documents.paper_forms import Filled, forms_bytes, read_word
from inspector_app.documents.placing import place as put
from inspector_app.domain.kinds import OUTAGES
from inspector_app.domain.paper import FORMS, form_id, new_form_id
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import attachments, evidence, interviews
from inspector_app.services.changes import Changes
from inspector_app.services.outputs import Written
from inspector_app.services.session import Session
from inspector_app.services.wording import one_of

_TEXTS = (".txt", ".md")
_MOST_FORMS, _MOST_TEXT = 200, 1_000_000
_DAYS = ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%d %B %Y %H:%M", "%d %B %Y", "%d.%m.%Y %H:%M")
_PAPER = "from_paper"


def write_blank_forms(session: Session, *, out: str, kind: str = "", count: int = 5) -> Written:
    """Writes blank forms to print, each with an id of its own.

    Args:
        session: the open store.
        out: the .docx to write.
        kind: evidence, interview or practice; all three where empty.
        count: how many of each kind.

    Raises:
        RefusedError: there is no such kind of form, or the number is none that can be printed.
        DraftNotWrittenError: the file cannot be written there.
    """
    kinds = [one_of("kind of form", kind, FORMS)] if kind else list(FORMS)
    if not 0 < count <= _MOST_FORMS:
        raise RefusedError(f"From 1 to {_MOST_FORMS} forms of a kind can be written", where=str(count))
    forms = [(one, new_form_id(one)) for one in kinds for _ in range(count)]
    council = str(session.store.record(session.inspection).get("authority") or "")
    put(forms_bytes(forms, council, session.clock()), Path(out), called="forms")
    return Written(Path(out), len(forms))


def holds_words(file: Path) -> bool:
    """Says whether the words of a note are read from its file, so that nobody need type them in."""
    return file.suffix.lower() in (".docx", *_TEXTS)


def take_in_note(
    session: Session,
    *,
    file: str | None = None,
    text: str | None = None,
    form: str | None = None,
    made: str | None = None,
    source: str = "observation",
    when: str | None = None,
    place: str | None = None,
    present: list[str] | None = None,
    said_by: str | None = None,
    case: str | None = None,
) -> Changes:
    """Takes in what was written, spoken or typed elsewhere during an outage; the file is attached to it.

    A Word file with filled forms becomes a record for each; other Word and text files become one record.
    Of a scan or a recording the words are typed in.

    Args:
        session: the open store.
        file: the Word or text file, the scan or the recording.
        text: what it says, typed in; needed where the words are not in the file.
        form: id printed on the form that it was written on.
        made: form, word, text, dictated or scanned: how it was made; told from the file where not given.
        source: one of `kinds.SOURCES`.
        when: when it was seen, heard or read; ISO.
        place: where.
        present: roles of all who were there.
        said_by: role of the person who said it, never a name.
        case: the case track it is about.

    Raises:
        RefusedError: there are no words, the id is that of no form, or the form was taken in before.
        WorldError: the file cannot be read.
    """
    path = Path(file) if file else None
    kind = path.suffix.lower() if path else ""
    forms, words = read_word(path) if path and kind == ".docx" and text is None else ((), "")
    if forms:
        return _take_in_forms(session, forms, path)
    if path and kind in _TEXTS and text is None:
        words = _read_text(path)
    told = (text or words).strip()
    if not told:
        raise RefusedError(
            "This note has no words that can be read",
            where=file or "",
            advice="Type in what it says; the file is attached.",
        )
    name = _fresh(session, form) if form else None
    how = one_of("way it was made", made or ("form" if name else _made(kind)), OUTAGES)
    with session.store.changing():
        done = evidence.record_evidence(
            session,
            text=told,
            source=source,
            when=when,
            place=place,
            present=present,
            said_by=said_by,
            case=case,
            written=_PAPER,
            outage=how,
            form=name,
        )
        return _with_file(session, [done], path)


def _made(kind: str) -> str:
    if kind == ".docx":
        return "word"
    if kind in (".m4a", ".mp3", ".wav", ".ogg", ".aac"):
        return "dictated"
    return "scanned" if kind in (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic") else "text"


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_TEXT:
            raise RefusedError(
                "The note is larger than any note", where=path, advice="Attach it to a record instead."
            )
        content = path.read_bytes()
    except OSError as error:
        raise WorldError(
            "The note cannot be read", where=path, advice="Check that the file is there."
        ) from error
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig")
    return content.decode("cp1252", "replace")


def _fresh(session: Session, form: str) -> str:
    """Returns the id of a form as it is written, where nothing was taken in from it yet."""
    name, _ = form_id(form)
    taken = {told for kind in ("evidence", "interview") for _, told in session.store.fields(kind, "form")}
    if name in taken:
        raise RefusedError(
            "This form was taken in before", where=name, advice="Search for its id to see its record."
        )
    return name


def _take_in_forms(session: Session, forms: Sequence[Filled], path: Path | None) -> Changes:
    names = [_fresh(session, filled.id) for filled in forms]
    if len(set(names)) < len(names):
        raise RefusedError("Two forms in this file have one id", advice="Print each form once only.")
    with session.store.changing():
        done = [
            change
            for filled, name in zip(forms, names, strict=True)
            for change in _take_in_form(session, filled, name)
        ]
        return _with_file(session, done, path)


def _take_in_form(session: Session, filled: Filled, name: str) -> Iterator[Changes]:
    _, kind = form_id(name)
    told = {
        field: filled.boxes[asked] for field, asked in FORMS[kind].asks.items() if filled.boxes.get(asked)
    }
    when, case = _when(told), _case(session, told)
    left: list[str] = []
    if told.get("when") and when is None:
        left.append(f"Day and time, as written: {told['when']}")
    if told.get("case") and case is None:
        left.append(f"Case reference, as written: {told['case']}")
    if told.get("observed"):
        left.insert(0, told["observed"])
    text = "\n".join((*left, told.get("text", ""))).strip()
    present = [role.strip() for role in told.get("present", "").split(",") if role.strip()] or None
    if kind == "interview":
        yield interviews.note_interview(
            session,
            role_met=told.get("role_met") or "not written on the form",
            notes=text or told.get("quotes", ""),
            date=when,
            case=case,
            place=told.get("place"),
            participants=present,
            consent=_consent(told),
            quotes=told.get("quotes"),
            written=_PAPER,
            outage="form",
            form=name,
        )
        return
    for words, wording in ((text, None), (told.get("quotes", ""), "quote")):
        if words:
            yield evidence.record_evidence(
                session,
                text=words,
                source="observation",
                case=case,
                said_by=told.get("said_by"),
                wording=wording,
                place=told.get("place"),
                present=present,
                when=when,
                written=_PAPER,
                outage="form",
                form=name,
            )


def _when(told: Mapping[str, str]) -> str | None:
    """Returns a day and time that was written by hand, as ISO; None where it cannot be read for certain."""
    words = " ".join(told.get("when", "").replace(",", " ").split())
    with suppress(ValueError):
        return datetime.fromisoformat(words).isoformat()
    for pattern in _DAYS:
        with suppress(ValueError):
            return datetime.strptime(words, pattern).isoformat()  # noqa: DTZ007 - the laptop's own time zone
    return None


def _case(session: Session, told: Mapping[str, str]) -> str | None:
    sought = told.get("case", "").casefold()
    cases = session.store.fields("case_track", "reference") if sought else []
    return next((rec for rec, reference in cases if str(reference).casefold() == sought), None)


def _consent(told: Mapping[str, str]) -> str:
    word = told.get("consent", "").strip().casefold()
    return word if word in ("given", "refused") else "not_asked"


def _with_file(session: Session, done: Sequence[Changes], path: Path | None) -> Changes:
    files = [attachments.attach_file(session, file=str(path), to=one.record) for one in done] if path else []
    several = (*done, *files)
    return replace(
        done[0],
        intent="take_in_note",
        records=frozenset[str]().union(*(one.records for one in several)),
        kinds=frozenset[str]().union(*(one.kinds for one in several)),
        told=" ".join(dict.fromkeys(one.told for one in several if one.told)),
    )
