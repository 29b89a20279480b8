from __future__ import annotations

import csv
import io

import pytest

from inspector_app.documents.sheets import Sheet, csv_bytes


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 1632",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\N{NO-BREAK SPACE}=1",
        "\uff1d1",
        "\uff20x",
        "\n=1",
    ],
)
def test_a_text_that_could_be_taken_for_a_formula_begins_with_an_apostrophe(text):
    assert read(csv_bytes(Sheet((text,), ((text,),)))) == [["'" + text]] * 2


def test_other_texts_and_numbers_stay_as_they_are_and_lines_survive():
    rows = ((-3, "a, b", 'say "no"'), (None, "one\ntwo", "Œuvre – x=1"))
    assert read(csv_bytes(Sheet(("N", "A", "B"), rows))) == [
        ["N", "A", "B"], ["-3", "a, b", 'say "no"'], ["", "one\ntwo", "Œuvre – x=1"],
    ]  # fmt: skip
    assert csv_bytes(Sheet(("N",), ())).startswith(b"\xef\xbb\xbfN\r\n")


def test_what_no_file_can_hold_leaves_a_mark():
    assert read(csv_bytes(Sheet(("a\x00b",), (("\ud800",),)))) == [["a\N{REPLACEMENT CHARACTER}b"], ["?"]]
