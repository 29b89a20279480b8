"""What the screen of the team shows: frozen, rendered whole. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.gui.drop import UNWATCHED, Drop
from inspector_app.gui.forms import EMPTY, Filled
from inspector_app.merge.propose import Line
from inspector_app.services.lost_laptop import LostLaptop
from inspector_app.services.order_states import OrderState
from inspector_app.services.rollcall import Laptop, Present
from inspector_app.services.shelf import Held
from inspector_app.services.team import Exchange, Team


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a disagreement: its words, who gave it, on which laptop, and when as that laptop claims."""

    revision: str
    words: str
    author: str
    laptop: str
    at: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """One open conflict with everything that stands beside it.

    Attributes:
        place: record and field; the name under which what is typed is kept.
        record: the record.
        field: the field.
        what: both in words.
        kind: `Choose` for a judgement, `Text` or `Value`.
        values: every side.
        base: what all sides go back to; None where there is no single one.
        proposal: both sides of a text put together; None where a person has to write it.
        lines: two texts compared by paragraph.
        context: the record's other fields.
        text: it is a text, so that a person may write it anew.
        reason: the reason typed so far.
        words: the text typed so far.
        take: the side that was ticked: a revision, `own` for the text; empty where none is.
        cursor: which of the two was typed in last, and the place in it.
    """

    place: str
    record: str
    field: str
    what: str
    kind: str
    values: tuple[Value, ...]
    base: Value | None
    proposal: str | None
    lines: tuple[Line, ...]
    context: tuple[tuple[str, str], ...]
    text: bool
    reason: str = ""
    words: str = ""
    take: str = ""
    cursor: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a bundle would do, before it is merged.

    Attributes:
        path: the file.
        verdict: the verdict in words.
        facts: label and words, counts among them.
        signer: fingerprint to read aloud; empty where the signer is known.
        ready: it may be merged now.
        asks: the signer is unknown and nobody has compared the fingerprint yet.
        accepted: the fingerprint that a person compared; empty where none was.
    """

    path: str
    verdict: str
    facts: tuple[tuple[str, str], ...]
    signer: str = ""
    ready: bool = False
    asks: bool = False
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an export is to be.

    Attributes:
        recipients: principals to seal it to beside the leads.
        since_acknowledged: leave out what they have said they hold.
        with_draft: put the Word draft in.
    """

    recipients: tuple[str, ...] = ()
    since_acknowledged: bool = False
    with_draft: bool = False


@dataclass(frozen=True, slots=True)
class TeamState:
    """The whole screen.

    Attributes:
        team: the roster and this device; None before it was read.
        exchanges: bundles so far.
        out: what is here and waits, and whose log is forked, a sentence each.
        held: bundles of unknown signers that are set aside.
        laptops: every other laptop of which anything is here.
        orders: orders to erase, and how far the team is with each.
        lost: what only a lost laptop had; None before anybody asked.
        disputes: the queue.
        newcomer: the colleague who is half entered.
        opened: place of the open dispute.
        trial: the bundle that is being looked at.
        told: what was done last, in a sentence.
        copied: where the last backup stands and what it holds, in a sentence.
        busy: what is under way.
        stops: what is under way can be stopped.
        people: who has sent what up to when.
        today: the day on which that was read, ISO.
        drop: the drop folder and what waits in it.
        enrolment: text of this device's enrolment, while it is shown as a QR code.
    """

    team: Team | None = None
    exchanges: tuple[Exchange, ...] = ()
    out: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    laptops: tuple[Laptop, ...] = ()
    orders: tuple[OrderState, ...] = ()
    lost: LostLaptop | None = None
    disputes: tuple[Dispute, ...] = ()
    newcomer: Filled = EMPTY
    opened: str = ""
    trial: Trial | None = None
    told: str = ""
    copied: str = ""
    busy: str = ""
    stops: bool = False
    people: tuple[Present, ...] = ()
    today: str = ""
    drop: Drop = UNWATCHED
    enrolment: str = ""

    @property
    def dispute(self) -> Dispute | None:
        """The open dispute."""
        return next((one for one in self.disputes if one.place == self.opened), None)
