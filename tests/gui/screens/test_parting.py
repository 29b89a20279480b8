"""The second look: between the question and the answer something may change, and then nothing is destroyed."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from inspector_app.gui.parting import Parting
from inspector_app.gui.saving import Phase
from inspector_app.services import bundles, closing, evidence, merging, unsealed

BO = "bo@inspection"
DESTROY, KEEP = "Destroy this store", "Keep it"


class Slow:
    """A person who does something else before answering."""

    def __init__(self) -> None:
        self.meanwhile = lambda: None
        self.answer: str | None = DESTROY
        self.asked: list[str] = []

    def ask(self, question: Any, answered: Any) -> None:
        self.asked.append(question.text)
        self.meanwhile()
        answered(self.answer)


@pytest.fixture
def person():
    return Slow()


@pytest.fixture
def left():
    """How often the store was let go of, to be destroyed."""
    return []


@pytest.fixture
def parting(office, bench, person, left):
    """The way to the end of bo's store, all of which the lead has acknowledged."""
    evidence.record_evidence(office.other, text="Seen alone.", source="case_file")
    merging.merge_bundle(office.lead, bundle=str(office.sent()))
    to = {"recipients": (BO,)}
    back = bundles.export_bundle(office.lead, out=str(office.folder / "back"), **to).bundle
    merging.merge_bundle(office.other, bundle=back)
    assert closing.standing(office.other).whole
    book = SimpleNamespace(add=lambda *_, **__: None, remove=lambda *_: None)
    desk = replace(bench.desk, dialogs=cast("Any", person), actions=cast("Any", book))
    return Parting(desk, office.other, lambda: left.append(True))


def test_where_nothing_changed_the_store_is_let_go_of(parting, person, left, bench):
    parting.ask()
    assert len(person.asked) == 1
    assert left == [True]
    assert bench.told == []


def test_who_keeps_it_keeps_it(parting, person, left):
    person.answer = KEEP
    parting.ask()
    assert left == []


def recorded(office, _bench):
    evidence.record_evidence(office.other, text="Seen again.", source="case_file")


def typed(office, _bench):
    unsealed.keep_typing(office.other, editor="capture", kind="evidence", fields={"text": "Seen ag"})


def unsaved(_office, bench):
    bench.desk.board.report("capture", Phase.DIRTY)


@pytest.mark.parametrize("change", [recorded, typed])
def test_what_came_while_the_question_stood_keeps_the_store_and_the_next_look_says_what(
    parting, person, left, bench, office, *, change
):
    person.meanwhile = lambda: change(office, bench)
    parting.ask()
    assert left == []
    notice = bench.told[-1]
    assert notice.sentence.startswith("Not closed: something changed while the question was open")
    assert notice.choices[0].label == "Look again"
    notice.choices[0].does()
    assert bench.told[-1].sentence.startswith("Not closed: ")
    assert bench.told[-1].sentence != notice.sentence
    assert len(person.asked) == 1
    assert left == []


def test_text_that_is_not_safe_yet_keeps_the_store(parting, person, left, bench, office):
    person.meanwhile = lambda: unsaved(office, bench)
    parting.ask()
    assert left == []
    assert bench.told[-1].sentence.startswith("Not closed: something changed")
