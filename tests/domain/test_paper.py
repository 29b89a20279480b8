from __future__ import annotations

import pytest

from inspector_app.domain.paper import FORMS, form_id, new_form_id
from inspector_app.errors import RefusedError


@pytest.mark.parametrize("kind", FORMS)
def test_an_id_is_read_however_it_was_typed(kind: str) -> None:
    told = new_form_id(kind)
    for typed in (told, told.lower(), told.replace("-", ""), f" {told.replace('-', ' - ')} "):
        assert form_id(typed) == (told, kind)


def test_a_misread_letter_is_noticed() -> None:
    told = new_form_id("evidence")
    for place in (2, 3, 4, 5, 7, 8, 9, 10):
        other = "A" if told[place] != "A" else "B"
        with pytest.raises(RefusedError, match="No printed form"):
            form_id(told[:place] + other + told[place + 1 :])


@pytest.mark.parametrize("told", ["", "E-1234-5678", "X-AAAA-AAAA", "E-AAAA"])
def test_what_is_no_id_is_refused(told: str) -> None:
    with pytest.raises(RefusedError, match="No printed form"):
        form_id(told)


def test_no_two_forms_have_one_id() -> None:
    assert len({new_form_id("practice") for _ in range(500)}) == 500
