from __future__ import annotations

import pytest

from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import home, spelling
from inspector_app.services.spelling import Spelling


@pytest.fixture(scope="module")
def engine():
    return spelling.load_engine()


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv(home.HOME, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def known(engine, at_home):
    return Spelling(engine, spelling.trade_words(), ())


@pytest.mark.parametrize("word", ["colour", "organise", "child’s", "multi-agency", "café", "safeguarding"])
def test_british_words_are_known(known, word):
    assert known.knows(word)


@pytest.mark.parametrize("word", ["CAMHS", "EHCPs", "LADO", "IRO’s", "kinship", "Whimbrel", "keyworker"])
def test_words_of_the_trade_are_known(known, word):
    assert known.knows(word)


@pytest.mark.parametrize("word", ["color", "teh", "multi-agencey"])
def test_other_words_are_not(known, word):
    assert not known.knows(word)


def test_the_likeliest_suggestion_comes_first(known):
    assert known.suggestions("safegaurding")[0] == "safeguarding"


def test_an_own_word_is_known_at_once_and_until_it_is_dropped(known):
    assert not known.knows("Fernshire")
    known.take_in("Fernshire’s")
    assert known.knows("Fernshire")
    assert known.knows("Fernshire-based")
    assert known.is_own("Fernshire")
    known.drop("fernshire")
    assert not known.knows("Fernshire")


def test_own_words_stay_in_the_store_and_go_into_no_revision(session):
    before = session.store.revisions()
    spelling.add_own_word(session, "Fernshire’s")
    spelling.add_own_word(session, "Ashdale")
    assert spelling.own_words(session) == ("ashdale", "fernshire")
    spelling.drop_own_word(session, "Ashdale")
    assert spelling.own_words(session) == ("fernshire",)
    assert session.store.revisions() == before


def test_a_word_of_the_trade_is_known_in_every_inspection_on_this_laptop(at_home):
    spelling.add_trade_word("careplan")
    spelling.add_trade_word("ZYXCP")
    spelling.add_trade_word("careplan")
    assert (at_home / spelling.TRADE_FILE).read_text("utf-8") == "careplan\nZYXCP\n"
    assert {"careplan", "zyxcp", "camhs"} <= spelling.trade_words()


def test_what_may_be_a_name_never_stands_outside_the_store(at_home):
    with pytest.raises(RefusedError, match="may be a name"):
        spelling.add_trade_word("Anna")
    assert not at_home.exists()


def test_an_installation_without_a_dictionary_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(spelling.resources, "dictionary", lambda _language: tmp_path)
    with pytest.raises(WorldError, match="dictionary cannot be loaded"):
        spelling.load_engine()
