"""Forms that are half filled: kept as drafts like every text, and offered back to the letter. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from inspector_app.services.session import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Blank:
    """A form before anything stands in it.

    Args:
        screen: where in the rail it is filled in.
        deed: what its button does.
        title: what it is called where it is offered back.
    """

    screen: str
    deed: str
    title: str


def cursor_in(cursor: tuple[str, int], name: str, text: str) -> int:
    """Returns where the cursor stands in a field: where it was, if it was there last, or at the end."""
    return cursor[1] if cursor[0] == name else len(text)


STEP = Blank("cases", "step", "A new step of a journey")
CASE = Blank("cases", "add", "A case to add by hand")
SWAP = Blank("cases", "swap", "Why a case is swapped for another")
SAME = Blank("cases", "same", "Why two records are the same child")
APART = Blank("cases", "apart", "Why two records are not the same child")
TELL = Blank("checklists", "tell", "What the council was told")
CHALLENGE = Blank("judgements", "challenge", "A challenge to an area")
ANSWER = Blank("judgements", "answer", "The answer to a challenge")
OUTAGE = Blank("today", "outage", "A note of an outage to take in")
DISSENT = Blank("judgements", "dissent", "A dissenting view")
WITHDRAW = Blank("evidence", "withdraw", "Why evidence is withdrawn")
BRING_BACK = Blank("evidence", "bring-back", "Why evidence is brought back")
CONCERN = Blank("evidence", "concern", "Who was told of an urgent concern")
CIRCUMSTANCES = Blank("evidence", "circumstances", "Where evidence was gathered, and who was there")
ACKNOWLEDGE = Blank("evidence", "acknowledge", "Who took an urgent concern up")
CLOSE = Blank("evidence", "close", "The outcome of an urgent concern")
MEMBER = Blank("team", "member", "A colleague to put on the roster")
SET_ASIDE = Blank("team", "set-aside", "Why a merge is set aside")
RETURN = Blank("team", "return", "Why a merge is brought back")
_BLANKS = (
    OUTAGE, STEP, CASE, SWAP, SAME, APART, TELL, CHALLENGE, ANSWER, DISSENT, WITHDRAW, BRING_BACK,
    CIRCUMSTANCES, CONCERN, ACKNOWLEDGE, CLOSE, MEMBER, SET_ASIDE, RETURN,
)  # fmt: skip
_NAMED = {(blank.screen, blank.deed): blank for blank in _BLANKS}


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form, and where the cursor was: field and place."""

    values: Mapping[str, str]
    cursor: tuple[str, int] = ("", 0)

    def place(self, name: str) -> int:
        """Returns where the cursor stands in a field: where it was, or at the end."""
        return cursor_in(self.cursor, name, self.values.get(name, ""))


EMPTY = Filled({})


class FormDraft:
    """One form as it is kept. Called on the store's thread, but for `hold`; holds no widget.

    Args:
        session: the open store.
        blank: which form it is.
        about: which one of its kind: the case, the evidence, the area; empty where there is only one.
        record: the record that it belongs to; None where there is none.
        where: what the screen opens to go on with it; `about` where None.
    """

    def __init__(
        self,
        session: Session,
        blank: Blank,
        about: str = "",
        *,
        record: str | None = None,
        where: str | None = None,
    ) -> None:
        self._session, self._record = session, record
        opens = about if where is None else where
        from inspector_app.services import unsealed  # noqa: PLC0415 - loaded after the window stands

        self.editor = f"{unsealed.FORM}/{blank.screen}/{blank.deed}/{opens}"
        if opens != about:
            self.editor += f"/{about}"
        self._bare: Mapping[str, str] = {}
        self._values: Mapping[str, str] = {}

    def hold(self, values: Mapping[str, str], bare: Mapping[str, str]) -> None:
        """Takes in all that stands in the form now, and what stands in it when nothing was entered."""
        self._values, self._bare = dict(values), dict(bare)

    def read(self) -> Filled:
        """Returns what was kept."""
        from inspector_app.services import unsealed  # noqa: PLC0415 - loaded after the window stands

        draft = unsealed.form_kept(self._session, editor=self.editor)
        if draft is None:
            return EMPTY
        return Filled({name: str(value) for name, value in draft.fields.items()}, draft.cursor)

    def keep(self, name: str, text: str, cursor: int) -> None:
        """Makes the whole form durable, one field of which has just changed."""
        values = {**self._values, name: text}
        bare = all(value == self._bare.get(field, "") for field, value in values.items())
        from inspector_app.services import unsealed  # noqa: PLC0415 - loaded after the window stands

        unsealed.keep_form(
            self._session,
            editor=self.editor,
            fields={} if bare else values,
            record=self._record,
            cursor=(name, cursor),
        )

    def fulfil(self, intent: Callable[[], T]) -> T:
        """Does what the form asks for; the draft goes in the same transaction."""
        from inspector_app.services import unsealed  # noqa: PLC0415 - loaded after the window stands

        return unsealed.fulfil_form(self._session, intent, editor=self.editor)


def told(editor: str) -> tuple[str, str, str]:
    """Returns of a form's name: what it is called, its screen, and what that opens to go on with it."""
    _, screen, deed, *about = editor.split("/")
    blank = _NAMED.get((screen, deed))
    return (blank.title if blank else "A form", screen, about[0] if about else "")
