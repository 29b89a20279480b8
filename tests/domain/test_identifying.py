from __future__ import annotations

import pytest

from inspector_app.domain.identifying import identifying, known


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
