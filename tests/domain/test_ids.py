import uuid

import pytest

from inspector_app.domain import ids


def test_a_new_record_is_a_uuid_of_version_7_with_its_time_in_front():
    found = uuid.UUID(ids.new_record(1_772_355_600_123))
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert found.int >> 80 == 1_772_355_600_123


def test_records_sort_by_the_time_they_were_made():
    made = [ids.new_record(at) for at in (5, 1_000, 10**12, (1 << 48) - 1)]
    assert made == sorted(made)


@pytest.mark.parametrize("at", [-1, 0, 1 << 48, 1 << 60])
def test_a_clock_beyond_all_bounds_still_gives_a_lawful_id(at):
    found = ids.new_record(at)
    assert ids.is_uuid(found)
    assert uuid.UUID(found).version == 7


def test_ids_made_in_one_millisecond_differ():
    assert len({ids.new_record(1) for _ in range(1000)}) == 1000
    assert len({ids.new_actor() for _ in range(1000)}) == 1000


def test_a_device_is_a_random_uuid_of_version_4():
    found = uuid.UUID(ids.new_actor())
    assert (found.version, found.variant) == (4, uuid.RFC_4122)


def test_two_laptops_give_one_template_row_one_id():
    inspection = ids.new_record(1)
    row = ids.template_record(inspection, "judgement/HP")
    assert row == ids.template_record(inspection, "judgement/HP")
    assert row == str(uuid.uuid5(uuid.UUID(inspection), "judgement/HP"))
    others = {
        ids.template_record(inspection, "judgement/CL"),
        ids.template_record(ids.new_record(1), "judgement/HP"),
    }
    assert row not in others


@pytest.mark.parametrize(
    "text",
    ["", "0" * 32, "00000001-0000-7000-8000-00000000000G", "0000000A-0000-7000-8000-000000000000",
     "{00000001-0000-7000-8000-000000000000}", "00000001-0000-7000-8000-000000000000\n"],
)  # fmt: skip
def test_other_spellings_of_a_uuid_are_not_ids(text):
    assert not ids.is_uuid(text)


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "A" * 64, "0" * 64 + "\n", "g" * 64, "\u0660" * 64])
def test_other_spellings_of_a_digest_are_not_digests(text):
    assert not ids.is_digest(text)
    assert ids.is_digest("0123456789abcdef" * 4)
