import json

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.crypto import canonical
from inspector_app.crypto.canonical import MAX_DEPTH, MAX_LINE, NotCanonicalError, decode, encode, normal

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS
PLAIN = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


@settings(max_examples=200, deadline=None)
@given(PLAIN)
def test_what_was_written_is_read_back_and_is_plain_json(value):
    line = encode(value)
    assert decode(line) == value
    assert json.loads(line) == value
    assert encode(decode(line)) == line
    assert b"\n" not in line


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(WORDS, LEAVES, max_size=6))
def test_the_order_in_which_keys_were_set_leaves_no_trace(value):
    assert encode(dict(reversed(value.items()))) == encode(value)


@settings(max_examples=150, deadline=None)
@given(PLAIN, st.data())
def test_a_flipped_bit_is_refused_or_is_another_value(value, data):
    line = bytearray(encode(value))
    line[data.draw(st.integers(0, len(line) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        other = decode(bytes(line))
    except NotCanonicalError:
        return
    assert encode(other) == bytes(line) != encode(value)


@settings(max_examples=300, deadline=None)
@given(PLAIN | st.just(nested(MAX_DEPTH)) | st.just(nested(MAX_DEPTH + 1)), st.data())
def test_the_quick_way_to_read_a_line_says_what_the_slow_one_says(value, data):
    line = bytearray(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(line) - 1))
        line[place : place + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from(
                [b"", b" ", b"1.5", b"-0", b"9007199254740992", b"NaN", b'"\\ud800"', b"\xff", b"{}"]
            )
        )

    def told(read):
        try:
            return read(bytes(line))
        except NotCanonicalError:
            return NotCanonicalError

    assert told(decode) == told(canonical._decode_any)


def test_keys_are_sorted_by_utf_16_units_as_the_standard_says():
    assert encode({"\U0001f600": 1, "ﬁ": 2}) == '{"\U0001f600":1,"ﬁ":2}'.encode()


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'{"b":1,"a":2}',
        b'{"a": 1}', b' {"a":1}', b'{"a":1}\n', b'{"a":1}\r', b'{"a":1} {"a":1}', b'{"a":1,}',
        b"1.0", b"1e3", b"0.1", b"-0", b"-0.0", b"01", b"+1", b"NaN", b"Infinity", b"-Infinity",
        b"9007199254740992", b"-9007199254740992", b"1" * 5000, b"1E400",
        b'"\\u0061"', b'"\\/"', b'"\\u00e9"', b'"\\u000A"', b'"\t"', b'"a', b"'a'",
        b'"\\ud800"', b'"\\udc00\\ud800"', b'{"\\ud800":1}', b'"\xed\xa0\x80"', b'"\xff"', b'"\xc0\xaf"',
        b'\xef\xbb\xbf{"a":1}', '{"a":1}'.encode("utf-16"), '{"a":1}'.encode("utf-16-le"), '{"a":1}'.encode("utf-32"),
        b"", b" ", b"tru", b"True", b"undefined", b"\x00", b"/**/1",
    ],
)  # fmt: skip
def test_bytes_that_this_app_would_not_write_are_refused(line):
    with pytest.raises(NotCanonicalError):
        decode(line)


@pytest.mark.parametrize(
    "value",
    [1.0, 0.5, float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {"\udfff": 1}, {1: "a"}, {None: 1},
     {"a": {1}}, b"bytes", object(), [1, [2.5]], {"a": ("x", 1.5)}],
)  # fmt: skip
def test_values_that_are_not_plain_json_are_refused(value):
    with pytest.raises(NotCanonicalError):
        encode(value)


def test_the_largest_whole_numbers_are_kept_exactly():
    assert decode(encode([2**53 - 1, -(2**53) + 1])) == [2**53 - 1, -(2**53) + 1]


def test_nesting_has_a_bound_on_both_ways():
    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
    with pytest.raises(NotCanonicalError, match="nested deeper than 16"):
        encode(nested(MAX_DEPTH + 1))
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(NotCanonicalError):
            decode(b"[" * depth + b"1" + b"]" * depth)


def test_a_line_has_a_bound_and_reaches_it():
    longest = encode("a" * (MAX_LINE - 2))
    assert len(longest) == MAX_LINE == 1024 * 1024
    assert decode(longest) == "a" * (MAX_LINE - 2)
    with pytest.raises(NotCanonicalError, match="longer than 1 MiB"):
        decode(encode("a" * (MAX_LINE - 1)))


def test_strings_enter_the_ledger_in_one_unicode_form():
    assert normal({"cafe\u0301": ["e\u0301", ("n\u0303", 1, None, True)]}) == {
        "café": ["é", ["ñ", 1, None, True]]
    }


def test_keys_that_become_equal_are_refused_rather_than_one_be_lost():
    with pytest.raises(NotCanonicalError, match="a key twice"):
        normal({"e\u0301": 1, "é": 2})


def test_a_refusal_never_repeats_what_was_in_the_line():
    with pytest.raises(NotCanonicalError) as refused:
        canonical.decode(b'{"note":"Jane Doe", "a":1}')
    assert "Jane" not in str(refused.value)


@given(PLAIN)
def test_every_value_is_written_as_the_library_for_the_standard_writes_it(value):
    assert encode(value) == rfc8785.dumps(value)
