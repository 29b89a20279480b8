from __future__ import annotations

from inspector_app.gui.saving import Phase, SaveBoard


def test_the_worst_phase_is_what_the_board_shows(clock):
    board = SaveBoard(clock)
    assert board.standing.sentence == "Nothing to save"
    board.report("one", Phase.SAVED)
    board.report("two", Phase.DIRTY)
    assert board.standing.sentence == "Saving…"
    board.report("three", Phase.FAILED)
    assert (board.standing.sentence, board.standing.unsaved) == ("Not saved", 2)
    board.leave("three")
    board.report("two", Phase.SAVED)
    assert board.standing.phase is Phase.SAVED


def test_saved_comes_with_the_time_of_the_write(clock):
    board = SaveBoard(clock)
    board.report("one", Phase.SAVED)
    assert board.standing.at == clock.now
    told = clock.now.astimezone().strftime("%H:%M:%S")
    assert board.standing.sentence == f"Saved {told}"
    assert board.standing.answer.startswith(f"Already saved {told}")


def test_listeners_hear_of_every_change_and_settling_reaches_every_field(clock):
    board, heard, settled = SaveBoard(clock), [], []
    board.listen(heard.append)
    board.join("one", lambda: settled.append("one"))
    board.join("two", lambda: settled.append("two"))
    board.leave("two")
    board.settle()
    board.written()
    assert settled == ["one"]
    assert [each.phase for each in heard] == [Phase.CLEAN, Phase.SAVED]
