"""Joining by one small file: written here for a colleague's roster, or admitted to one's own. No Qt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from inspector_app.crypto import spoken
from inspector_app.domain.kinds import ROLES
from inspector_app.errors import RefusedError
from inspector_app.gui.asking import Question
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team.membership import Membership
from inspector_app.gui.screens.team.office import Office, Written
from inspector_app.gui.screens.team.reading import newcomer_form
from inspector_app.gui.screens.team.wording import compared
from inspector_app.services import enrolling, trusting
from inspector_app.services.enrolling import Applicant, EnrolmentWritten
from inspector_app.services.session import Session
from inspector_app.services.trusting import Trusted

ENROLMENTS = "Enrolments (*.enrolment)"
ADMIT = "It is the same: add"
_LEAD = "lead"


def _admit(session: Session, who: Applicant, folder: str, *, further: bool) -> Trusted:
    enrolling.admit(
        session,
        folder=folder,
        file=who.path,
        text=who.text,
        fingerprint=who.fingerprint,
        principal=who.principal,
        role=who.role,  # it stood in the question that was answered
        further=further,
    )
    return trusting.trust_roster(session, folder=folder)


class Joining:
    """From one's own file to a colleague's; nobody is admitted before the words were compared."""

    def __init__(self, office: Office, membership: Membership) -> None:
        self._office, self._membership = office, membership

    def write(self) -> None:
        """Asks for a folder and writes this device's enrolment there."""
        self._office.desk.dialogs.choose_folder("Where is the file to go?", self._write_into)

    def write_for_agent(self) -> None:
        """Asks for a folder and writes there the enrolment of the agent's key, which signs it."""
        self._office.desk.dialogs.choose_folder(
            "Where is the file to go?", partial(self._write_into, agent=True)
        )

    def show_code(self) -> None:
        """Shows this device's enrolment as a QR code."""
        job = partial(enrolling.own_enrolment, self._office.session)
        self._office.work("Signing the enrolment…", job, self._show)

    def hide_code(self) -> None:
        """Takes the QR code away."""
        self._show("")

    def _show(self, text: str) -> None:
        self._office.show(replace(self._office.state, enrolment=text))

    def admit_text(self, text: str) -> None:
        """Puts the colleague on the roster whose enrolment was pasted, after the same comparison."""
        if not text.strip():
            self._office.desk.failed(RefusedError("There is no text to add a colleague from"))
            return
        job = partial(enrolling.applicant, text=text)
        self._office.work("Checking the text…", job, self._read)

    def admit(self) -> None:
        """Asks for a colleague's file, shows what to compare, and puts the colleague on the roster."""
        self._office.desk.dialogs.choose_file("A colleague's enrolment", self._chosen, kinds=ENROLMENTS)

    def _write_into(self, folder: Path | None, *, agent: bool = False) -> None:
        if folder is not None:
            job = partial(enrolling.write_enrolment, self._office.session, out=str(folder), agent=agent)
            self._office.work("Writing the file…", job, self._written)

    def _written(self, done: EnrolmentWritten) -> None:
        told = f"Send this file to whoever owns the roster: {done.path}"
        advice = f"They ring you to compare the words: {spoken.words(done.fingerprint)}"
        self._office.desk.tell(Notice("team:enrolment", Weight.DONE, told, advice))

    def _chosen(self, path: Path | None) -> None:
        if path is not None:
            job = partial(enrolling.applicant, file=str(path))
            self._office.work("Checking the file…", job, self._read)

    def _read(self, who: Applicant) -> None:
        self._membership.in_folder("The folder of your roster", partial(self._look_up, who))

    def _look_up(self, who: Applicant, folder: str) -> None:
        job = partial(enrolling.taken, folder=folder, who=who)
        self._office.work("Checking the roster…", job, partial(self._ask, who, folder))

    def _ask(self, who: Applicant, folder: str, taken: bool) -> None:  # noqa: FBT001 - what a job returned
        follows = _what_follows(who, self._office.session.inspection, taken=taken)
        question = Question(
            f"Is this what {who.principal} reads to you?",
            f"{compared(who.fingerprint)}\n\n{follows}",
            ("Do not add", ADMIT),
        )
        then = partial(self._answered, who, folder, taken)
        self._office.desk.dialogs.ask(question, then)

    def _answered(self, who: Applicant, folder: str, taken: bool, answer: str | None) -> None:  # noqa: FBT001
        if answer == ADMIT:
            job = partial(_admit, self._office.session, who, folder, further=taken)
            if who.text:  # it stood in the form, which is empty once the colleague is on the roster
                job = partial(newcomer_form(self._office.session).fulfil, job)
            deed = Written("roster", "the colleague put on the roster", who.principal)
            done = partial(self._membership.done, folder, "Added to the roster")
            self._office.work("Signing the roster…", job, done, deed=deed)


def _what_follows(who: Applicant, inspection: str, *, taken: bool) -> str:
    """Returns what a click would do, with everything that somebody might not expect of it."""
    lines = [f"Role: {ROLES.get(who.role, who.role)}."]
    if who.role == _LEAD:
        lines.append("Every bundle of the team is sealed to each lead.")
    if taken:
        lines.append(
            "This name is on the roster already with another key. Add it only if the same person has a"
            " further device: bundles for that name are sealed to this device from now on."
        )
    if who.inspection != inspection:
        lines.append("The file was written for another inspection than this one.")
    return "\n".join(lines)
