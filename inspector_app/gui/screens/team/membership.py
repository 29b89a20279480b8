"""The roster: trusted after its fingerprint was compared; begun, added to and cut by its owner. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inspector_app.errors import RefusedError
from inspector_app.gui.asking import Question
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team.office import Office, Written
from inspector_app.gui.screens.team.reading import newcomer_form
from inspector_app.gui.screens.team.wording import compared
from inspector_app.services import rosters, team, trusting
from inspector_app.services.rosters import RosterView
from inspector_app.services.session import Session
from inspector_app.services.trusting import Trusted

COMPARED = "It is the same: trust it"
REVOKE = "Revoke it"
_ROSTER = Written("roster", "the change to the roster")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is to be put on the roster, as told by that person's own screen."""

    principal: str
    key: str
    recipient: str
    role: str


def _begin(session: Session, folder: str) -> Trusted:
    """Makes a roster, puts this device on it and trusts it: one without its owner would help nobody."""
    rosters.init_roster(session, folder=folder)
    mine = team.own(session)
    rosters.add_member(
        session,
        folder=folder,
        principal=mine.principal,
        key=mine.public_key,
        recipient=mine.recipient,
        role=mine.role,
    )
    return trusting.trust_roster(session, folder=folder)


def _add(session: Session, newcomer: Newcomer, folder: str) -> Trusted:
    rosters.add_member(
        session,
        folder=folder,
        principal=newcomer.principal,
        key=newcomer.key,
        recipient=newcomer.recipient,
        role=newcomer.role,
    )
    return trusting.trust_roster(session, folder=folder)


def _revoke(session: Session, which: str, folder: str) -> Trusted:
    rosters.revoke_member(session, folder=folder, principal=which)
    return trusting.trust_roster(session, folder=folder)


class Membership:
    """Who is on the roster. Every change is signed and trusted here at once; colleagues get the folder."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._folder = ""

    def trust(self) -> None:
        """Asks for a roster's folder, shows its fingerprint, and trusts it after a click."""
        self._office.desk.dialogs.choose_folder("The folder of the team's roster", self._looked_for)

    def begin(self) -> None:
        """Asks for a folder and begins a roster there."""
        self.in_folder("An empty folder for the roster", self._begin_in, anew=True)

    def add(self, newcomer: Newcomer) -> None:
        """Puts a person, or a further device of a person, on the roster."""
        told = (newcomer.principal, newcomer.key, newcomer.recipient)
        if not all(told):
            self._office.desk.failed(
                RefusedError("Name, public key and recipient are all needed to put somebody on the roster")
            )
            return
        self.in_folder("The folder of your roster", partial(self._add_in, newcomer))

    def revoke(self, fingerprint: str, name: str) -> None:
        """Asks, and takes trust from one key."""
        question = Question(
            "Take trust from this key?",
            "Bundles signed with it no longer count, at whatever time they were signed."
            f"\n\n{name}\n{compared(fingerprint)}",
            ("Keep it", REVOKE),
        )
        self._office.desk.dialogs.ask(question, partial(self._revoke_answered, fingerprint))

    def in_folder(self, title: str, then: Callable[[str], None], *, anew: bool = False) -> None:
        """Goes on in the folder of one's own roster, which is asked for once.

        Args:
            title: of the question.
            then: gets the folder.
            anew: ask in any case.
        """
        if self._folder and not anew:
            then(self._folder)
        else:
            self._office.desk.dialogs.choose_folder(title, partial(self._folder_chosen, then))

    def _folder_chosen(self, then: Callable[[str], None], folder: Path | None) -> None:
        if folder is not None:
            then(str(folder))

    def _looked_for(self, folder: Path | None) -> None:
        if folder is not None:
            job = partial(rosters.show, folder=str(folder))
            self._office.work("Checking the roster…", job, partial(self._seen, str(folder)))

    def _seen(self, folder: str, found: RosterView) -> None:
        names = ", ".join(one.name for one in found.principals) or "nobody yet"
        known = self._office.state.team
        if known is not None and known.fingerprint == found.fingerprint:
            self._trust(folder, found.fingerprint, COMPARED)
            return
        question = Question(
            "Is this the fingerprint that the roster's owner reads to you?",
            f"{compared(found.fingerprint)}\n\nVersion {found.version}. On it: {names}.",
            ("Do not trust it", COMPARED),
        )
        self._office.desk.dialogs.ask(question, partial(self._trust, folder, found.fingerprint))

    def _trust(self, folder: str, fingerprint: str, answer: str | None) -> None:
        if answer == COMPARED:
            job = partial(trusting.trust_roster, self._office.session, folder=folder, fingerprint=fingerprint)
            self._change("Taking the roster in…", job, partial(self.done, "", "Roster trusted"))

    def _begin_in(self, folder: str) -> None:
        job = partial(_begin, self._office.session, folder)
        self._change("Making the roster…", job, partial(self.done, folder, "Roster begun"))

    def _add_in(self, newcomer: Newcomer, folder: str) -> None:
        does = partial(_add, self._office.session, newcomer, folder)
        job = partial(newcomer_form(self._office.session).fulfil, does)
        entered = f"{newcomer.principal}\n{newcomer.key}\n{newcomer.recipient}"
        deed = Written(_ROSTER.key, "the colleague put on the roster", entered)
        self._office.work(
            "Signing the roster…", job, partial(self.done, folder, "Added to the roster"), deed=deed
        )

    def _revoke_answered(self, fingerprint: str, answer: str | None) -> None:
        if answer == REVOKE:
            self.in_folder("The folder of your roster", partial(self._revoke_in, fingerprint))

    def _revoke_in(self, fingerprint: str, folder: str) -> None:
        job = partial(_revoke, self._office.session, fingerprint, folder)
        self._change("Signing the roster…", job, partial(self.done, folder, "Key revoked"))

    def _change(self, words: str, job: Callable[[], Trusted], done: Callable[[Trusted], None]) -> None:
        self._office.work(words, job, done, deed=_ROSTER)

    def done(self, folder: str, what: str, found: Trusted) -> None:
        """Tells what was done to a roster, and reads it again.

        Args:
            folder: of one's own roster, to be given to the team; empty where it is another's.
            what: what was done.
            found: the roster now, and what followed from it.
        """
        self._folder = folder or self._folder
        advice = f"Give the folder to your team: {folder}" if folder else ""
        view = found.view
        sentence = f"{what}: version {view.version} with {len(view.principals)} people."
        sentence += "".join(f" {one[:1].upper()}{one[1:]}." for one in found.orders)
        self._office.desk.tell(Notice("team:roster", Weight.DONE, sentence, advice))
        self._office.changed(found.changes)
