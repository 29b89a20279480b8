"""What the evidence screen does: lists, searches, shows one record, keeps and seals amendments. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from inspector_app.errors import RefusedError, WorldError
from inspector_app.gui import deeds
from inspector_app.gui.brought import Brought
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Choice, Notice, Weight, of_error
from inspector_app.gui.screens.evidence import reading
from inspector_app.gui.screens.evidence.belonging import Belonging
from inspector_app.gui.screens.evidence.reading import Hits
from inspector_app.gui.screens.evidence.state import WITHDRAWN, Choices, Detail, Line, Listing
from inspector_app.services import confirming, evidence, unsealed, viewing
from inspector_app.services.changes import Changes, joined
from inspector_app.services.lending import Loan
from inspector_app.services.session import Session
from inspector_app.services.viewing import Viewed

_SHOWN = frozenset({"evidence", "evidence_link", "confirmation", "attachment", "urgent_concern"})
# Above this many touched records (a merge), reading all of them at once is quicker than one by one.
_FEW = 50
_ALL = frozenset({"inspection", "case_track", "same_as"})
"""A change of these may show in any line."""
_BROUGHT = "evidence:brought"


class EvidenceView(Protocol):
    """What the presenter asks of the screen."""

    def show_choices(self, choices: Choices) -> None:
        """Shows what may be chosen."""
        ...

    def show_listing(self, listing: Listing) -> None:
        """Shows the list."""
        ...

    def show_detail(self, detail: Detail | None) -> None:
        """Shows one record, or that none is chosen."""
        ...

    def choose(self, evidence: str) -> bool:
        """Makes a record of the list current; says whether it is in sight."""
        ...

    def show_file(self, viewed: Viewed) -> None:
        """Shows an attached file in a window of its own."""
        ...

    def open_elsewhere(self, attachment: str, loan: Loan) -> None:
        """Opens a file that was lent with another program, and watches it."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    lines: dict[str, Line]
    choices: Choices | None
    shown: Mapping[str, str]


class EvidencePresenter:
    """The evidence screen of one session."""

    def __init__(self, desk: Desk, session: Session, view: EvidenceView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self._lines: dict[str, Line] = {}
        self._goes_by: Mapping[str, str] = {}
        self._loaded = False
        self._withdrawn = False
        self._sought = ""
        self._asked = 0
        self._hits = Hits()
        self._current = ""
        self._detail: Detail | None = None
        self._wanted = ""
        self._held = Belonging(desk, session, self._write)

    @property
    def current(self) -> str:
        """The record that is shown; empty where none is."""
        return self._current

    def load(self) -> None:
        """Reads the list, where that was not done yet."""
        if not self._loaded:
            self._desk.runner.run(partial(_read_all, self._session), self._took_all, self._desk.failed)

    def refresh(self, changes: Changes) -> None:
        """Reads anew what an intent changed."""
        if not self._loaded:
            return
        if changes.kinds & _ALL or len(changes.records) > _FEW:
            self._desk.runner.run(partial(_read_all, self._session), self._took_all, self._desk.failed)
        elif changes.kinds & _SHOWN:
            job = partial(reading.some_lines, self._session, changes.records)
            self._desk.runner.run(job, self._took_some, self._desk.failed)
        else:
            return
        if self._sought:
            self.search(self._sought)

    def search(self, words: str) -> None:
        """Seeks records that hold all the words; the whole list where there are none."""
        self._sought = " ".join(words.split())
        self._asked += 1
        if not self._sought:
            self._hits = Hits()
            self._tell_listing()
            return
        job = partial(reading.hits, self._session, self._sought)
        self._desk.runner.run(job, partial(self._found, self._asked), self._desk.failed)

    def show_withdrawn(self, *, yes: bool) -> None:
        """Shows withdrawn records in the list, or leaves them out."""
        self._withdrawn = yes
        self._tell_listing()

    def open(self, evidence_id: str) -> None:
        """Shows the record of an id, whether or not the list shows it."""
        self._wanted = evidence_id
        if self._loaded:
            self._go_to_wanted()

    def choose(self, evidence_id: str) -> None:
        """A record of the list became current: what was typed before is sealed, then it is shown."""
        if evidence_id == self._current:
            return
        self.seal()
        self._current = evidence_id
        if evidence_id:
            self._read_detail()
        else:
            self._detail = None
            self._view.show_detail(None)

    def saver(self, evidence_id: str) -> Callable[[str, int], None]:
        """Returns what keeps the typed text of a record as a draft; it holds no view."""
        return partial(_keep, self._session, evidence_id)

    def seal(self) -> None:
        """Seals what was typed in the record that is shown: on leaving it, and after some minutes."""
        if self._current:
            job = partial(unsealed.seal_typing, self._session, editor=reading.editor_of(self._current))
            self._desk.runner.run(job, self._sealed, partial(self._not_sealed, self._current))

    def amend(self, field: str, value: str | bool) -> None:  # noqa: FBT001 - a field's value, not a flag
        """Changes one field that is chosen and not typed."""
        fields = {field: value}
        job = partial(evidence.amend_evidence, self._session, evidence=self._current, **fields)  # pyright: ignore[reportArgumentType]
        name = f"{field.replace('_', ' ')} of evidence {self._current[-6:]}"
        self._write(Deed(f"deed:{self._current}:{field}", name, job))

    def link(self, code: str, stance: str, several: tuple[str, ...] = ()) -> None:
        """Links the record to a descriptor, or turns a link's stance; or links several records at once."""
        records = several or (self._current,)
        job = partial(_link, self._session, records, code, stance)
        self._write(Deed(f"deed:link:{code}:{','.join(records)}", f"the link to {code}", job))

    def unlink(self, code: str) -> None:
        """Takes the link to a descriptor back."""
        job = partial(evidence.unlink_evidence, self._session, evidence=self._current, descriptor=code)
        self._write(Deed(f"deed:link:{code}:{self._current}", f"that the link to {code} is taken back", job))

    def withdraw(self) -> None:
        """Asks why, then hides the record."""
        self._held.withdraw(self._current)

    def bring_back(self) -> None:
        """Asks why, then shows the record again."""
        self._held.bring_back(self._current)

    def attach(self) -> None:
        """Asks for a file that belongs to the record."""
        self._held.attach(self._current)

    def take(self, brought: Brought) -> None:
        """Attaches what was dropped or copied elsewhere to the record, where it can be changed."""
        detail = self._detail
        if detail is None or detail.withdrawn:
            sentence = "Nothing was attached, because no record is chosen that files can belong to."
            self._desk.tell(Notice(_BROUGHT, Weight.WARNING, sentence, "Choose a record first."))
        elif not brought:
            sentence = "Nothing was attached: what was copied is neither a file nor a picture."
            self._desk.tell(Notice(_BROUGHT, Weight.WARNING, sentence))
        else:
            self._held.take(detail.id, brought)

    def open_file(self, attachment: str) -> None:
        """Shows an attached file."""
        job = partial(viewing.view_attachment, self._session, attachment=attachment)
        self._desk.runner.run(job, self._view.show_file, self._refused)

    def save_copy(self, attachment: str) -> None:
        """Asks where to, and saves a copy of an attached file."""
        files = self._detail.files if self._detail is not None else ()
        name = next((each.name for each in files if each.id == attachment), attachment)
        self._held.save_copy(attachment, name)

    def lend(self, attachment: str) -> None:
        """Has a file opened with another program, where the organisation allows it."""
        self._held.lend(attachment, partial(self._view.open_elsewhere, attachment))

    def confirm(self) -> None:
        """Says that the record counts as it stands."""
        job = partial(confirming.confirm_record, self._session, record=self._current)
        self._write(Deed(f"deed:{self._current}:confirm", "that the evidence counts", job))

    def circumstances(self) -> None:
        """Asks where the record was gathered and who was there."""
        if self._detail is not None:
            self._held.circumstances(self._current, *self._detail.circumstances)

    def raise_concern(self) -> None:
        """Seals what was typed, and enters an urgent concern that rests on the record."""
        self.seal()
        self._held.raise_concern(self._current)

    def acknowledge(self, concern: str) -> None:
        """Notes that the council has taken a concern up."""
        self._held.acknowledge(concern, self._current)

    def close_concern(self, concern: str) -> None:
        """Closes a concern with its outcome for the child."""
        self._held.close(concern, self._current)

    def settle(self) -> None:
        """Goes to where the team settles what it does not agree on."""
        self._desk.go("team")

    # --- answers -------------------------------------------------------------------------------------

    def _write(self, deed: Deed[Changes]) -> None:
        # Where the write failed, the control goes on saying what was chosen, until that is given up.
        deeds.do(self._desk, deed, self._written, self._refused, undone=self._read_detail)

    def _written(self, changes: Changes) -> None:
        self._desk.board.written()
        self._desk.changed(changes)
        if changes.told:
            self._desk.tell(Notice("evidence:told", Weight.DONE, changes.told))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, RefusedError) and error.what == "Nothing would change":
            return
        if isinstance(error, WorldError):
            self._desk.tell(of_error(error, key="evidence:refused"))
        else:
            self._desk.failed(error)
        self._read_detail()  # the control that was changed says again what holds

    def _sealed(self, changes: Changes | None) -> None:
        if changes is not None:
            self._written(changes)

    def _not_sealed(self, evidence_id: str, error: Exception) -> None:
        if not isinstance(error, WorldError):
            self._desk.failed(error)
            return
        notice = of_error(error)
        self._desk.tell(
            Notice(
                key=f"evidence:not-sealed:{evidence_id}",
                weight=Weight.WARNING,
                sentence=f"A change to evidence {evidence_id[-6:]} is kept but not sealed. {notice.sentence}",
                advice=error.advice,
                choices=(
                    Choice("Go to it", partial(self._desk.go, "evidence", evidence_id)),
                    Choice("Leave it as it was", partial(self._drop, evidence_id)),
                ),
            )
        )

    def _drop(self, evidence_id: str) -> None:
        job = partial(unsealed.discard_typing, self._session, editor=reading.editor_of(evidence_id))
        self._desk.runner.run(job, self._dropped, self._desk.failed)

    def _dropped(self, _result: None) -> None:
        self._read_detail()

    def _took_all(self, read: _Read) -> None:
        self._loaded = True
        self._lines, self._goes_by = read.lines, read.shown
        if read.choices is not None:
            self._view.show_choices(read.choices)
        self._tell_listing()
        self._read_detail()
        self._go_to_wanted()

    def _took_some(self, lines: dict[str, Line | None]) -> None:
        if lines:
            both = {**self._lines, **lines}
            self._lines = {rec: line for rec, line in both.items() if line is not None}
            self._tell_listing()
        self._read_detail()
        self._go_to_wanted()

    def _found(self, asked: int, hits: Hits) -> None:
        if asked == self._asked:  # else the words have changed since
            self._hits = hits
            self._tell_listing()

    def _tell_listing(self) -> None:
        known = {
            rec: line for rec, line in self._lines.items() if self._withdrawn or line.linked != WITHDRAWN
        }
        if self._sought:
            lines = tuple(replace(known[rec], text=words) for rec, words in self._hits.found if rec in known)
        else:
            lines = tuple(sorted(known.values(), key=_newest, reverse=True))
        self._view.show_listing(Listing(lines, self._sought, bool(self._sought) and self._hits.capped))

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._goes_by.get(self._wanted, self._wanted), ""
        if wanted and wanted in self._lines and not self._view.choose(wanted):
            self.choose(wanted)

    def _read_detail(self) -> None:
        if self._current:
            job = partial(reading.detail, self._session, self._current)
            self._desk.runner.run(job, partial(self._show, self._current), self._desk.failed)

    def _show(self, evidence_id: str, detail: Detail | None) -> None:
        if evidence_id == self._current:
            self._detail = detail
            self._view.show_detail(detail)


def _newest(line: Line) -> tuple[str, str]:
    return (line.at, line.id)


def _read_all(session: Session) -> _Read:
    return _Read(reading.lines(session), reading.choices(session), reading.goes_by(session))


def _link(session: Session, records: tuple[str, ...], code: str, stance: str) -> Changes:
    """Links records to a descriptor in one transaction; those that are so linked already stay as they are.

    Raises:
        RefusedError: all of them are linked so, or one is withdrawn.
    """
    done: list[Changes] = []
    with session.store.changing():
        for rec in records:
            before = session.store.find(session.template(f"link/{rec}/{code}"))
            if before is not None and not before.deleted and before.get("stance") == stance:
                continue
            done.append(evidence.link_evidence(session, evidence=rec, descriptor=code, stance=stance))
    if not done:
        raise RefusedError("Nothing would change")
    return joined(done)


def _keep(session: Session, evidence_id: str, text: str, cursor: int) -> None:
    unsealed.keep_typing(
        session,
        editor=reading.editor_of(evidence_id),
        kind="evidence",
        fields={"text": text},
        record=evidence_id,
        cursor=("text", cursor),
    )
