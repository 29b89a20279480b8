"""What a button writes is durable, or stays in sight with what was entered until it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.errors import RefusedError
from inspector_app.gui import deeds
from inspector_app.gui.deeds import Deed
from inspector_app.gui.saving import Phase
from inspector_app.store.errors import StoreWriteError


class Drawer:
    """Where deeds write to; full when told so."""

    def __init__(self):
        self.kept = []
        self.full = False

    def put(self, what):
        if self.full:
            raise StoreWriteError("The disk is full")
        self.kept.append(what)
        return what


@pytest.fixture
def drawer():
    return Drawer()


def deed(drawer, what="withdrawn", key="one", words="wrong case"):
    return Deed(key, "why evidence is withdrawn", lambda: drawer.put(what), words)


def banner(bench, key="one"):
    return bench.notices[f"not-recorded:{key}"]


def way(bench, label, key="one"):
    return next(each for each in banner(bench, key).choices if each.label == label)


def test_what_was_written_is_told_and_counts_as_saved(bench, drawer):
    done = []
    deeds.do(bench.desk, deed(drawer), done.append)
    assert done == drawer.kept == ["withdrawn"]
    assert bench.desk.board.standing.phase is Phase.SAVED
    assert not bench.notices


def test_a_failed_write_stays_in_sight_and_nothing_says_saved(bench, drawer):
    drawer.full = True
    done, stuck = [], []
    deeds.do(bench.desk, deed(drawer), done.append, stuck=lambda: stuck.append(True))
    assert not done
    assert stuck
    assert bench.desk.board.standing.sentence == "Not saved"
    told = banner(bench)
    assert not told.closable
    assert "why evidence is withdrawn" in told.sentence
    assert "The disk is full" in told.sentence
    assert "wrong case" not in told.sentence + told.advice


def test_a_failed_write_is_tried_again_when_the_board_asks_and_then_is_done(bench, drawer):
    drawer.full = True
    done = []
    deeds.do(bench.desk, deed(drawer), done.append)
    bench.desk.board.settle()
    assert not done
    drawer.full = False
    bench.desk.board.settle()
    assert done == ["withdrawn"]
    assert not bench.notices
    bench.desk.board.settle()
    assert drawer.kept == ["withdrawn"]


def test_what_was_entered_can_be_copied_and_saved_elsewhere(bench, drawer, qapp):
    elsewhere = []
    drawer.full = True
    deeds.do(replace(bench.desk, elsewhere=elsewhere.append), deed(drawer), drawer.put)
    way(bench, "Copy what you entered").does()
    way(bench, "Save it elsewhere…").does()
    assert qapp.clipboard().text() == "wrong case"
    assert elsewhere == ["wrong case"]
    assert all(each.keeps for each in banner(bench).choices if each.label != "Leave it undone")


def test_a_choice_without_words_offers_no_copy(bench, drawer):
    drawer.full = True
    deeds.do(bench.desk, deed(drawer, words=""), drawer.put)
    assert [each.label for each in banner(bench).choices] == ["Try again", "Leave it undone"]


def test_a_deed_can_be_given_up_by_hand(bench, drawer):
    drawer.full = True
    undone = []
    deeds.do(bench.desk, deed(drawer), drawer.put, undone=lambda: undone.append(True))
    way(bench, "Leave it undone").does()
    drawer.full = False
    bench.desk.board.settle()
    assert undone == [True]
    assert drawer.kept == []
    assert not bench.notices
    assert bench.desk.board.standing.phase is Phase.CLEAN


def test_a_later_deed_takes_the_place_of_one_that_failed(bench, drawer):
    drawer.full = True
    done = []
    deeds.do(bench.desk, deed(drawer, "strength"), done.append)
    drawer.full = False
    deeds.do(bench.desk, deed(drawer, "neutral"), done.append)
    bench.desk.board.settle()
    assert drawer.kept == done == ["neutral"]
    assert not bench.notices


def test_a_refusal_is_told_as_such_and_is_not_tried_again(bench):
    asked, refused = [], []

    def refuse():
        asked.append(True)
        raise RefusedError("Nothing would change")

    deeds.do(bench.desk, Deed("one", "the link", refuse), asked.append, refused.append)
    bench.desk.board.settle()
    assert asked == [True]
    assert [error.what for error in refused] == ["Nothing would change"]
    assert not bench.notices
    assert bench.desk.board.standing.phase is Phase.CLEAN


def test_our_own_mistake_is_reported_once_and_keeps_what_was_entered(bench):
    asked = []

    def fail():
        asked.append(True)
        raise ValueError

    deeds.do(bench.desk, Deed("one", "the link", fail, "words"), asked.append)
    bench.desk.board.settle()
    assert asked == [True]
    assert "error:ours" in bench.notices
    assert "mistake" in banner(bench).sentence
    way(bench, "Try again").does()
    assert asked == [True, True]
