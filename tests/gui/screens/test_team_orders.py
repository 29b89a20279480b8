"""Orders to erase on the screen of the team: said before, done by a merge or from a file, and seen by laptop."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.errors import RefusedError
from inspector_app.gui.screens.team.ordering import ERASE
from inspector_app.services import erasing, evidence, merging

MARK = "quagmarkerzq"
BO = "bo@inspection"


@pytest.fixture
def recorded(office) -> str:
    """A marked note of bo's that both hold."""
    record = evidence.record_evidence(office.other, text=f"The {MARK}.", source="case_file").record
    office.merges(office.sent())
    return record


@pytest.fixture
def order(office, recorded, tmp_path) -> Path:
    """The lead's order to erase it; nothing is erased yet."""
    made = erasing.make_order(
        office.lead, out=tmp_path / "order.txt", reason="wrong-person", records=(recorded,)
    )
    return made.path


def _rows(office):
    model = office.screen.laptops.orders.list.model
    return [model.row_at(at) for at in range(model.total)]


def test_an_order_is_carried_out_from_its_file_after_a_question(office, bench, recorded, order) -> None:
    section = office.screen.laptops.orders
    assert _rows(office) == []
    office.picks.will_answer(order, "Keep it")
    section.carry_out.click()
    assert "goes for ever" in office.picks.asked[-1].text
    assert office.lead.store.search(MARK)
    office.picks.will_answer(order, ERASE)
    section.carry_out.click()
    assert office.lead.store.search(MARK) == []
    assert "Erased 1 revision." in bench.told[-1].sentence
    assert recorded in bench.changes[-1].records
    silent, done = _rows(office)
    assert (silent.principal, silent.standing.split(";")[0]) == (BO, "Not known yet")
    assert done.was == "1 revision"
    assert BO in section.told.text()


def test_a_colleagues_word_comes_with_the_next_bundle(office, recorded, order) -> None:
    erasing.erase(office.lead, order=order)
    merging.merge_bundle(office.other, bundle=str(office.sent(office.lead, recipients=(BO,))))
    assert office.other.store.search(MARK) == []
    office.merges(office.sent())
    assert {row.standing[:4] for row in _rows(office)} == {"Done"}
    assert "on every laptop that is known here" in office.screen.laptops.orders.told.text()


def test_what_a_bundle_would_erase_is_said_before_it_is_merged(office, bench, recorded, order) -> None:
    erasing.erase(office.other, order=order)  # bo had the file first
    office.takes(office.sent())
    assert "erase 1 revision (wrong-person) for ever" in office.trial["What that means"]
    assert office.lead.store.search(MARK)
    office.screen.bundles.merge.click()
    assert office.lead.store.search(MARK) == []
    assert "was carried out" in bench.told[-1].sentence
    assert recorded in bench.changes[-1].records


def test_a_file_that_is_no_order_is_refused_before_any_question(office, bench, tmp_path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("a letter", "utf-8")
    path.with_name("letter.txt.sshsig").write_text("no signature", "utf-8")
    office.picks.will_answer(path)
    office.screen.laptops.orders.carry_out.click()
    assert isinstance(bench.failures[0], RefusedError)
    assert len(office.picks.asked) == 1
