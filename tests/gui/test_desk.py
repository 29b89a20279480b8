from __future__ import annotations

from inspector_app.services.changes import Changes, joined


def change(record: str, told: str = "") -> Changes:
    return Changes("try", record, f"{record}-1", frozenset({record}), frozenset({"evidence"}), told)


def test_changes_that_are_joined_keep_every_sentence_that_must_be_read():
    found = joined(
        [change("a", "The place was taken out."), change("b"), change("c", "It was kept."),
         change("d", "It was kept.")]
    )  # fmt: skip
    assert found.told == "The place was taken out. It was kept."
    assert found.records == {"a", "b", "c", "d"}
    assert found.record == "d"
