from __future__ import annotations

import pytest

from inspector_app.domain.identifying import findings, identifying, known


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("943 476 5919", ("an NHS number",)),
        ("NHS 9434765919.", ("an NHS number",)),
        ("9434765918", ()),
        ("H801200001001", ("a UPN",)),
        ("J801200001001", ()),
        ("Lives at SW1A 2AA.", ("a postcode",)),
        ("ring 01632 960123 or +44 1632 960123", ("a phone number",)),
        ("a.b@example.org", ("an e-mail address",)),
        ("DOB 3/5/12", ("a date of birth",)),
        ("Born on 3 May 2012 and seen on 4 May.", ("a date of birth",)),
        ("3 of 21 contacts, 12 May 2026, list 11, E12, 18 per cent, paragraph 1234", ()),
        ("Visited on 3 May 2012.", ()),
    ],
)
def test_what_has_the_form_of_an_identifying_detail_is_named_by_its_kind(text, kinds):
    assert identifying(text) == kinds


@pytest.mark.parametrize("text", ["3 May 2012", "on 03/05/2012", "3.5.12", "2012-05-03", "3 may 2012"])
def test_a_known_date_of_birth_is_found_in_the_forms_in_which_people_write_it(text):
    assert identifying(text, known([{"born": "2012-05-03"}])) == ("a date of birth",)


def test_known_words_are_found_whole_and_in_any_case_and_short_ones_are_not_looked_for():
    children = known([{"list_id": "C123", "name": "Ann Vale"}, {"list_id": "7", "born": "not a date"}])
    assert identifying("ANN VALE has c123.", children) == ("the council’s id of a child", "a name")
    assert identifying("Joann Valentine has C1234, 7 times.", children) == ()
    assert "Vale" not in repr(children)


def test_a_finding_says_where_it_stands_and_what_can_stand_there_instead():
    children = known([{"name": "Ann Vale", "born": "2012-05-03"}], ["Curlew 48"])
    text = "Ann Vale, 3 May 2012, of SW1A 2AA"
    found = [(text[one.start : one.end], one.instead) for one in findings(text, children)]
    assert found == [
        ("Ann Vale", "Curlew 48"),
        ("3 May 2012", "[date of birth]"),
        ("SW1A 2AA", "[postcode]"),
    ]


def test_a_name_that_two_children_share_stands_for_neither():
    children = known([{"name": "Ann Vale"}, {"name": "ann vale"}], ["Curlew 48", "Heron 12"])
    assert [one.instead for one in findings("Ann Vale", children)] == ["[name]"]


def test_of_two_findings_in_one_place_the_known_one_counts():
    children = known([{"nhs_number": "943 476 5919"}], ["Curlew 48"])
    assert [one.instead for one in findings("NHS 943 476 5919", children)] == ["Curlew 48"]


def test_a_longer_name_is_found_whole_where_a_shorter_one_begins_alike():
    children = known([{"name": "Ann"}, {"name": "Ann Vale"}], ["Curlew 48", "Heron 12"])
    assert [one.instead for one in findings("Ann Vale and Ann", children)] == ["Heron 12", "Curlew 48"]


def test_letters_that_only_match_another_do_no_harm():
    assert [
        one.instead for one in findings("Ann Ro\u017fe", known([{"name": "Ann Rose"}], ["Heron 12"]))
    ] == ["[name]"]
