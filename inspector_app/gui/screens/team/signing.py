"""What signs this device's bundles beside its own key: a key of the agent, a certificate from IT. No Qt."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from inspector_app.crypto import spoken
from inspector_app.gui.asking import Question
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team.office import Office
from inspector_app.services import agent_keys, own_key
from inspector_app.services.agent_keys import Offered
from inspector_app.services.own_key import Certified

CERTIFICATES = "Certificates (*.pub)"
_MOST = 5
"""Keys that are offered: more buttons than that nobody reads."""


class Signing:
    """Choosing what signs."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def choose(self) -> None:
        """Asks the agent for its keys, and which of them is to sign."""
        self._office.work("Asking the agent…", agent_keys.offered, self._offered)

    def leave(self) -> None:
        """Goes back to this device's own key alone."""
        job = partial(agent_keys.leave, self._office.session)
        self._office.work("Noting it…", job, self._left)

    def take_certificate(self) -> None:
        """Asks for the certificate that IT made."""
        self._office.desk.dialogs.choose_file(
            "The certificate that IT sent back", self._picked, kinds=CERTIFICATES
        )

    def _offered(self, found: tuple[Offered, ...]) -> None:
        if not found:
            advice = "Unlock the agent, put the token in or add the key (ssh-add), then try again."
            told = "The agent shows no key that may sign bundles"
            self._office.desk.tell(Notice("team:signing", Weight.WARNING, told, advice))
            return
        by_answer = {answer(one): one for one in found[:_MOST]}
        more = f"\n\nThe agent has {len(found)} keys; the command line offers all." if found[_MOST:] else ""
        question = Question(
            "Which key of the agent is to sign as well?",
            "You confirm each export on the token, or as your agent asks. Where the agent is away or locked"
            f" there is no export. The roster must name the key too.{more}",
            ("Change nothing", *by_answer),
        )
        self._office.desk.dialogs.ask(question, partial(self._answered, by_answer))

    def _answered(self, by_answer: dict[str, Offered], given: str | None) -> None:
        chosen = by_answer.get(given or "")
        if chosen is not None:
            job = partial(agent_keys.use, self._office.session, key=chosen.fingerprint)
            self._office.work("Asking the agent…", job, self._used)

    def _used(self, key: Offered) -> None:
        told = f"Your bundles are signed by a key of the agent as well: {spoken.words(key.fingerprint)}"
        advice = "Write it to a file for whoever owns the roster, unless the roster names it already."
        self._office.desk.tell(Notice("team:signing", Weight.DONE, told, advice))
        self._office.load()

    def _left(self, _nothing: None) -> None:
        told = "Your bundles are signed by this device's own key alone"
        self._office.desk.tell(Notice("team:signing", Weight.DONE, told))
        self._office.load()

    def _picked(self, path: Path | None) -> None:
        if path is not None:
            job = partial(own_key.take_certificate, self._office.session, file=str(path))
            self._office.work("Checking the certificate…", job, self._certified)

    def _certified(self, found: Certified) -> None:
        told = f"The certificate is kept. It counts until {found.valid_until[:10] or 'it is revoked'}"
        self._office.desk.tell(Notice("team:signing", Weight.DONE, told))
        self._office.load()


def answer(key: Offered) -> str:
    """Returns the words of the button that chooses a key."""
    where = ", on a token" if key.token else ""
    return f"{spoken.words(key.fingerprint)} ({key.comment or 'without a name'}{where})"
