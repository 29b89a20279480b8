from __future__ import annotations

import pytest

from inspector_app.domain.spelling import may_be_of_the_trade, plain, words_in


@pytest.mark.parametrize(
    ("text", "looked_up"),
    [
        ("Seen alone, twice.", ["Seen", "alone", "twice"]),
        ("The child’s co-located key-worker", ["The", "child’s", "co-located", "key-worker"]),
        ("#2.1 @Curlew a.b@example.org https://a.example/path C:\\notes", []),
        ("10:30 E12 3rd a I", []),
        ("“quoted” (bracketed) naïve", ["quoted", "bracketed", "naïve"]),
        ("x" * 65, []),
    ],
)
def test_words_are_looked_up_and_codes_addresses_marks_and_single_letters_are_not(text, looked_up):
    assert [word.text for word in words_in(text)] == looked_up


def test_each_word_says_where_it_stands():
    text = "teh plan, teh end"
    assert [text[word.start : word.end] for word in words_in(text)] == ["teh", "plan", "teh", "end"]


@pytest.mark.parametrize(
    ("word", "listed"), [("Child’s", "child"), ("carers’", "carers"), ("don’t", "don't"), ("EHCP", "ehcp")]
)
def test_a_list_holds_a_word_in_one_form(word, listed):
    assert plain(word) == listed


@pytest.mark.parametrize(
    ("word", "yes"), [("kinship", True), ("EHCP", True), ("Anna", False), ("McVale", False), ("A", False)]
)
def test_what_may_be_a_name_is_no_word_of_the_trade(word, yes):
    assert may_be_of_the_trade(word) is yes
