from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inspector_app.domain.clock import claim
from inspector_app.gui import marks
from inspector_app.gui.marks import Mark
from inspector_app.gui.screens.capture import state

MARKS = (
    Mark("#", "descriptor", "ILACS-HP-01", "ILACS-HP-01", "ILACS-HP-01  Timely help"),
    Mark("#", "descriptor", "ILACS-HP-02", "ILACS-HP-02", "ILACS-HP-02  Thresholds"),
    Mark("@", "case", "rec-1", "Curlew48", "Curlew 48", "Curlew 48"),
    Mark("@", "role", "care leaver", "care_leaver", "Care leaver", "care leaver"),
)


def test_marks_leave_the_words_and_become_ties():
    told = state.read("09:14 @care_leaver in @Curlew48 waited a year #ILACS-HP-01", MARKS, "improvement")
    assert told.text == "care leaver in Curlew 48 waited a year"
    assert told.hour == (9, 14)
    assert told.links == (("ILACS-HP-01", "against"),)
    assert (told.case, told.said_by) == ("rec-1", "care leaver")


@pytest.mark.parametrize(
    ("polarity", "sign", "stance"),
    [
        ("strength", "", "for"),
        ("improvement", "", "against"),
        ("urgent", "", "against"),
        ("neutral", "", "for"),
        ("strength", "-", "against"),
        ("urgent", "+", "for"),
    ],
)
def test_stance_follows_the_kind_unless_a_sign_says_otherwise(polarity, sign, stance):
    assert state.read(f"Seen. #ILACS-HP-02{sign}", MARKS, polarity).links == (("ILACS-HP-02", stance),)


def test_an_unknown_mark_stays_in_the_text_and_is_told():
    told = state.read("House no #7 and mail a@b, #NOPE-1", MARKS, "neutral")
    assert told.text == "House no #7 and mail a@b, #NOPE-1"
    assert told.unknown == ("#7", "#NOPE-1")


def test_paragraphs_stay():
    assert state.read("09:14 One\n\nTwo  words ", MARKS, "neutral").text == "One\n\nTwo words"


@pytest.mark.parametrize("text", ["", "  ", "09:14", "9:14 ", "23:59  \n"])
def test_the_time_alone_is_nothing(text):
    assert state.is_bare(text)


@pytest.mark.parametrize("text", ["09:14 x", "25:00", "x", "09:141"])
def test_a_word_is_something(text):
    assert not state.is_bare(text)


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("seen #", ("#", "")),
        ("seen #hp-0", ("#", "hp-0")),
        ("@Cur", ("@", "Cur")),
        ("a@b", None),
        ("#x ", None),
        ("", None),
    ],
)
def test_a_mark_is_being_typed_only_at_the_end_and_after_a_space(before, found):
    assert marks.begun(before) == found


def test_matching_looks_in_code_and_title_and_puts_beginnings_first():
    assert [m.id for m in marks.matching(MARKS, "#", "thresh")] == ["ILACS-HP-02"]
    assert [m.id for m in marks.matching(MARKS, "#", "ilacshp")] == ["ILACS-HP-01", "ILACS-HP-02"]
    assert [m.id for m in marks.matching(MARKS, "@", "c")] == ["rec-1", "care leaver"]
    assert marks.matching(MARKS, "@", "zzz") == ()


def test_an_hour_later_than_now_was_yesterday():
    now = datetime(2026, 11, 2, 0, 5).astimezone()
    assert state.happened((23, 50), now) == claim((now - timedelta(days=1)).replace(hour=23, minute=50))
    assert state.happened((0, 3), now) == claim(now.replace(minute=3))
    assert state.happened(None, now) == claim(now)
