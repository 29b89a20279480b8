"""A code is understood with its letter, without it, as a word or as the letter alone."""

import pytest

from inspector_app.intake import care_codes, codes

ALL = [
    one for module in (codes, care_codes) for one in vars(module).values() if isinstance(one, codes.CodeSet)
]


@pytest.mark.parametrize("cell", ["a) Yes", "Yes", "yes", "Y", "a", "A)", "a)Yes", " YES ", "1", "TRUE"])
def test_yes_in_many_spellings(cell):
    assert codes.YES_NO.decode(cell).code == "Yes"


@pytest.mark.parametrize(
    "cell", ["WBRI", "a) WBRI", "wbri", "White British", "White - British", "WBRI - White British", "a"]
)
def test_an_ethnicity_in_many_spellings(cell):
    assert codes.ETHNICITY.decode(cell).code == "WBRI"


@pytest.mark.parametrize(
    ("told", "cell", "code"),
    [
        (codes.SOURCE, "g) 3A: Health services", "3A"),
        (codes.SOURCE, "3A", "3A"),
        (codes.SOURCE, "Police", "6"),
        (codes.SOURCE, "School", "2A"),
        (codes.SOURCE, "10", "10"),
        (codes.NEED, "N1 - Abuse or neglect", "N1"),
        (codes.NEED, "N3 - Parental illness or disability", "N3"),
        (codes.NEED, "Abuse or neglect", "N1"),
        (codes.CLOSURE, "RC8 - Case closed after assessment, no further action", "RC8"),
        (codes.CASE_STATUS, "b) Child Protection plan", "protection_plan"),
        (codes.CASE_STATUS, "LAC", "in_care"),
        (codes.GENDER, "F", "female"),
        (codes.GENDER, "c) Not stated/recorded (or unborn)", "not_stated"),
        (care_codes.LEGAL_STATUS, "C1: ICO", "C1"),
        (care_codes.LEGAL_STATUS, "V2", "V2"),
        (care_codes.PLACEMENT, "a) U1: Foster placement - relatives - long term", "U1"),
        (
            care_codes.REASON_CEASED,
            "i) E45: Special Guardianship Orders - former carer relative/friend",
            "E45",
        ),
        (care_codes.PERMANENCE, "c) SGO/CAO", "guardianship"),
        (care_codes.ACCOMMODATION, "B: Parents/relatives", "B"),
        (care_codes.ACCOMMODATION, "Z", "Z"),
        (care_codes.IN_TOUCH, "d) Refu", "Refu"),
        (care_codes.LEFT_ADOPTION, "1 - Adopter withdrew from process", "1"),
    ],
)
def test_codes_in_the_template_s_and_in_everyday_words(told, cell, code):
    assert told.decode(cell).code == code


@pytest.mark.parametrize("told", ALL, ids=lambda told: told.name)
def test_every_code_and_label_leads_back_to_itself(told):
    assert [told.decode(one.code) for one in told.codes] == list(told.codes)
    assert [told.decode(one.label) for one in told.codes] == list(told.codes)


@pytest.mark.parametrize("told", ALL, ids=lambda told: told.name)
def test_what_nobody_can_tell_stays_untold(told):
    assert told.decode("something else entirely") is None


def test_of_an_organisation_only_its_kind_is_kept():
    assert care_codes.partner_of_organisation("St Someone's Primary School, J Bloggs") == "Schools"
    assert care_codes.partner_of_organisation("J Bloggs") is None
