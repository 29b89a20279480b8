"""Orders to erase: what each laptop has said of them, and one carried out from a file. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from inspector_app.gui.asking import Question
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.team.office import Office, Written
from inspector_app.services import erasing, orders
from inspector_app.services.erasing import CarriedOut
from inspector_app.services.erasure_order import Order
from inspector_app.services.order_states import OrderState
from inspector_app.services.wording import told_moment

ERASE = "Erase it for ever"
_SHORT = 8


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What one laptop has said of one order.

    Attributes:
        order: the order's name.
        called: the order as a person tells it from others.
        device: the laptop; empty where none of this person is known.
        principal: who writes on it.
        standing: what it has said.
        was: how much was there and is gone; empty where it has not said so.
    """

    order: str
    called: str
    device: str
    principal: str
    standing: str
    was: str


def lines_of(states: Iterable[OrderState]) -> Iterator[OrderLine]:
    """Yields a line for each laptop and order, those that have not said so first."""
    for one in states:
        called = f"{told_moment(one.date[:10])}, {one.reason}"
        for silence in one.out:
            heard = f"; heard of {told_moment(silence.last)}" if silence.last else ""
            yield OrderLine(one.name, called, silence.device, silence.principal, f"Not known yet{heard}", "")
        for word in one.done:
            yield OrderLine(
                one.name,
                called,
                word.device,
                word.principal,
                f"Done {told_moment(word.at)}",
                orders.amount(word.payloads, word.attachments),
            )


def sentences(states: Iterable[OrderState]) -> str:
    """Returns a line for each order, whole."""
    return "\n".join(f"{one.name[:_SHORT]}: {one.sentence}." for one in states)


class Ordering:
    """Carrying an order out that came as a file."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def carry_out(self) -> None:
        """Asks for the order's file, says what it names, and erases that after a click."""
        self._office.desk.dialogs.choose_file("An order to erase, with its signature beside it", self._chosen)

    def _chosen(self, path: Path | None) -> None:
        if path is not None:
            job = partial(erasing.read_order, self._office.session, order=path)
            self._office.work("Checking the order…", job, partial(self._ask, path))

    def _ask(self, path: Path, order: Order) -> None:
        names = orders.amount(len(order.payloads), len(order.blobs))
        question = Question(
            "Erase what this order names?",
            f"It names {names} ({order.reason}), and is signed by somebody who may order it. What is here of"
            " that goes for ever, and no bundle brings it back. Your team's laptops hear of it with your next"
            " bundle. Backups and bundles made before still hold it.",
            ("Keep it", ERASE),
        )
        self._office.desk.dialogs.ask(question, partial(self._answered, path))

    def _answered(self, path: Path, answer: str | None) -> None:
        if answer == ERASE:
            job = partial(erasing.carry_out, self._office.session, order=path)
            deed = Written("erasure", "the order to erase")
            self._office.work("Erasing, and writing the file anew…", job, self._done, deed=deed)

    def _done(self, done: CarriedOut) -> None:
        gone = orders.amount(done.erased.payloads, done.erased.blobs)
        told = f"Erased {gone}." + (f" {done.left}." if done.left else "")
        self._office.desk.tell(Notice("team:erased", Weight.DONE, told))
        self._office.show(replace(self._office.state, told=told))
        self._office.changed(done.changes)
