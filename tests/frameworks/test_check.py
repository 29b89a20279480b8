"""The checker names every fault of a pack with its file, line and key, and never only the first."""

from __future__ import annotations

import copy
import re
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app import frameworks
from inspector_app.errors import WorldError
from inspector_app.frameworks.references import faults as reference_faults
from inspector_app.frameworks.shape import faults as shape_faults


def told(path):
    return [(problem.line, problem.key, problem.what) for problem in frameworks.check(path)]


def line_of(text, needle, nth=1):
    return [n for n, row in enumerate(text.split("\n"), 1) if needle in row][nth - 1]


def test_a_sound_pack_has_no_faults(pack):
    assert frameworks.check(pack()) == ()


FAULTS = [
    # (what is changed, text of the line at fault, which such line, key, words in the telling)
    (('status = "current"', 'statsu = "x"'), "statsu", 1, "statsu", "did you mean “status”"),
    (('status = "current"\n', ""), "format", 1, "status", "missing key"),
    (('title = "Help"\n', ""), "[[areas]]", 1, "areas[1].title", "missing key"),
    (("value = 2", 'value = "2"'), 'value = "2"', 1, "grade_scale[1].value", "whole number, not a text"),
    (("value = 2", "value = true"), "value = true", 1, "grade_scale[1].value", "not true or false"),
    (("quota = 2", "quota = 0"), "quota", 1, "strata[1].quota", "1 or more"),
    (("graded = true", 'graded = "yes"'), "graded", 1, "areas[1].graded", "true or false"),
    (
        ('themes = ["homes"]', 'themes = "homes"'),
        '"homes"',
        1,
        "areas[3].descriptors[1].themes",
        "list of texts",
    ),
    (
        ('themes = ["homes"]', "themes = []"),
        "themes = []",
        1,
        "areas[3].descriptors[1].themes",
        "not be empty",
    ),
    (('title = "Second"', 'title = " "'), '" "', 1, "areas[3].descriptors[1].title", "must not be empty"),
    (('"MINI-HOME-01"', '"MINI-HP-01"'), "MINI-HP-01", 2, "areas[3].descriptors[1].code", "stands twice"),
    (('code = "CARE"', 'code = "HP"'), 'code = "HP"', 2, "areas[2].code", "stands twice"),
    (("value = 2", "value = 1"), "value = 1", 2, "grade_scale[2].value", "stands twice"),
    (('grade = "poor"', 'grade = "bad"'), 'grade = "bad"', 1, "rules[1].grade", "no grade “bad”"),
    (('to = "poor"', 'to = "bad"'), 'to = "bad"', 1, "rules[1].to", "no grade “bad”"),
    (
        ('describes = "good"', 'describes = "x"'),
        "describes",
        1,
        "areas[1].descriptors[1].describes",
        "no grade",
    ),
    (('["HP", "CARE"]', '["HP", "X"]'), '"X"', 1, "rules[1].areas[2]", "no such area"),
    (('limits = "overall"', 'limits = "X"'), "limits", 1, "rules[1].limits", "for the overall grade write"),
    (('limits = "overall"', 'limits = "HP"'), "limits", 1, "rules[1].limits", "cannot limit itself"),
    (('kind = "limit"', 'kind = "forbid"'), "forbid", 1, "rules[1].kind", "known are allowance, limit"),
    (('kind = "limit"', 'kind = "allowance"'), "[[rules]]", 1, "rules[1].at_most", "missing key"),
    (('to = "poor"', 'to = "poor"\nat_most = 1'), "at_most", 1, "rules[1].at_most", "kind allowance"),
    (
        ('kind = "limit"', 'kind = "allowance"\nat_most = 2'),
        "at_most",
        1,
        "rules[1].at_most",
        "never be more",
    ),
    (('id = "early_help"', 'id = "early"'), '"early"', 1, "strata[1].id", "not known"),
    (('role = "child"', 'role = "boss"'), "boss", 1, "prompts[1].role", "not known"),
    (('areas = ["HP"]', 'areas = ["X"]'), '["X"]', 1, "prompts[1].areas[1]", "no such area"),
    (('sub_of = "CARE"', 'sub_of = "X"'), "sub_of", 1, "areas[3].sub_of", "no area “X”"),
    (('sub_of = "CARE"', 'sub_of = "HOME"'), "sub_of", 1, "areas[3].sub_of", "of itself"),
    (
        ('source_ids = ["made"]', 'source_ids = ["x"]'),
        '["x"]',
        1,
        "areas[1].descriptors[1].source_ids[1]",
        "no source",
    ),
    (
        ("reports = 1", "reports = 3"),
        "reports",
        1,
        "areas[1].descriptors[1].corroboration.reports",
        "among 2",
    ),
    (("of = 2, ", ""), "reports", 1, "areas[1].descriptors[1].corroboration.of", "missing key"),
    (('"2020-12"', '"2019-12"'), "2019-12", 1, "valid_to", "before it begins"),
    (('"2020-12"', '"2020-13"'), "2020-13", 1, "valid_to", "must be a month"),
    (('"2020-12"', "2020-12-01"), "2020-12-01", 1, "valid_to", "not a date"),
    (("format = 1", "format = 2"), "format", 1, "format", "newer than this release"),
    (
        ('status = "current"', 'status = "current"\ninherits = "NONE"'),
        "inherits",
        1,
        "inherits",
        "no framework pack",
    ),
    (
        ('status = "current"', 'status = "current"\ninherits = "MINI"'),
        "inherits",
        1,
        "inherits",
        "from itself",
    ),
    (('code = "CARE"', 'code = "care"'), '"care"', 1, "areas[2].code", "capital letters"),
    (('part = "profile"', 'part = "cover"'), '"cover"', 1, "outlines[1].parts[1].part", "not known"),
    (('part = "evidence"', 'part = "profile"'), '"profile"', 2, "outlines[1].parts[3].part", "stands twice"),
    (
        ('part = "evidence"', 'part = "tallies"'),
        "[[outlines.parts]]",
        1,
        "outlines[1].parts",
        "“evidence” is missing",
    ),
    (
        ('part = "profile"', 'part = "priority_action"'),
        "[[outlines.parts]]",
        1,
        "outlines[1].parts",
        "needs “profile”",
    ),
    (
        ('areas = ["HOME"]', 'areas = ["X"]'),
        'areas = ["X"]',
        1,
        "outlines[1].parts[2].areas[1]",
        "no such area",
    ),
    (
        ('part = "evidence"', 'part = "evidence"\nareas = ["HP"]'),
        'areas = ["HP"]',
        2,
        "outlines[1].parts[3].areas",
        "go through",
    ),
    (
        ('part = "evidence"', 'part = "evidence"\nlayout = "beside"'),
        '"beside"',
        1,
        "outlines[1].parts[3].layout",
        "only the findings",
    ),
    (
        ('form = "report"', 'form = "report"\nopening = "Dear all"'),
        "opening",
        1,
        "outlines[1].opening",
        "only a letter",
    ),
    (('form = "report"', 'form = "poem"'), '"poem"', 1, "outlines[1].form", "known are letter, report"),
]


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: f"{case[3]}: {case[4]}")
def test_a_fault_is_named_with_its_line_and_key(pack, mini, case):
    change, needle, nth, key, words = case
    broken = mini.replace(*change, 1)
    path = pack(change)
    match = [entry for entry in told(path) if entry[1] == key and words in entry[2]]
    assert match, told(path)
    assert match[0][0] == line_of(broken, needle, nth)


def test_rules_over_overall_are_faults_where_there_is_no_overall_grade(pack):
    path = pack(("overall_effectiveness = true", 'overall_effectiveness = false\nno_overall = "None."'))
    assert [(key, what) for _, key, what in told(path)] == [
        ("rules[1].limits", "the pack has no overall grade to limit")
    ]


def test_a_pack_without_overall_must_say_why(pack):
    keys = {
        key for _, key, _ in told(pack(("overall_effectiveness = true", "overall_effectiveness = false")))
    }
    assert keys == {"no_overall", "rules[1].limits"}


def test_circles_of_sub_judgements_are_found_on_every_area_in_them(pack):
    path = pack(('title = "Care"', 'title = "Care"\nsub_of = "HOME"'))
    assert [key for _, key, what in told(path) if "of itself" in what] == [
        "areas[2].sub_of",
        "areas[3].sub_of",
    ]


def test_all_faults_are_told_at_once_in_the_order_of_the_file(pack):
    path = pack(
        ('status = "current"', "sttus = 1"),
        ("value = 2", "value = 2.5"),
        ('code = "CARE"', 'code = "HP"'),
        ('grade = "poor"', 'grade = "bad"'),
        ('id = "early_help"', 'id = "early"'),
    )
    problems = frameworks.check(path)
    keys = [problem.key for problem in problems]
    assert {
        "sttus",
        "status",
        "grade_scale[1].value",
        "areas[2].code",
        "rules[1].grade",
        "strata[1].id",
    } <= set(keys)
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert all(problem.file == str(path) for problem in problems)


def test_loading_refuses_with_every_fault(pack):
    path = pack(('grade = "poor"', 'grade = "bad"'), ('to = "poor"', 'to = "bad"'))
    with pytest.raises(frameworks.PackError) as caught:
        frameworks.load_file(path)
    assert isinstance(caught.value, WorldError)
    assert caught.value.problems == frameworks.check(path)
    assert len(caught.value.problems) == 2
    assert "MINI.toml line" in str(caught.value)


def test_a_syntax_fault_has_its_line(pack):
    ((line, key, what),) = told(pack(('label = "Good"', "label = Good")))
    assert (line, key) == (13, "")
    assert what.startswith("not valid TOML")


def test_a_text_that_never_ends_is_told_at_the_end(pack, mini):
    ((line, _, what),) = told(pack(text=mini + 'note = """'))
    assert line == mini.count("\n") + 1
    assert "TOML" in what


def test_files_that_are_no_pack_are_told_plainly(tmp_path):
    missing, folder, bytes_ = tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"
    bytes_.write_bytes(b'format = 1\ntitle = "caf\xe9"\n')
    deep = tmp_path / "deep.toml"
    deep.write_text("a = " + "[" * 20_000)
    assert "cannot be read" in frameworks.check(missing)[0].what
    assert "cannot be read" in frameworks.check(folder)[0].what
    assert (frameworks.check(bytes_)[0].line, frameworks.check(bytes_)[0].what) == (2, "is not UTF-8 text")
    assert "not valid TOML" in frameworks.check(deep)[0].what


def test_a_pack_saved_by_notepad_is_read(tmp_path, mini):
    path = tmp_path / "MINI.toml"
    path.write_bytes(b"\xef\xbb\xbf" + mini.replace("\n", "\r\n").encode())
    assert frameworks.check(path) == ()
    path.write_bytes(
        b"\xef\xbb\xbf" + mini.replace("\n", "\r\n").replace('grade = "poor"', 'grade = "x"').encode()
    )
    assert [problem.line for problem in frameworks.check(path)] == [line_of(mini, 'grade = "poor"')]


def test_a_pack_changed_on_disk_is_read_again(pack):
    path = pack()
    assert frameworks.check(path) == ()
    assert told(pack(("quota = 2", "quota = -22")))


def test_a_fault_prints_as_one_line(pack):
    text = str(frameworks.check(pack(("quota = 2", "quota = 0")))[0])
    assert re.fullmatch(r"MINI\.toml line \d+, strata\[1\]\.quota: must be 1 or more, not 0", text)


ODD = st.sampled_from([None, 0, -1, 1.5, True, "", "x", "HP", [], [1], ["x"], [[]], {}, {"code": []}, [{}]])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data())
def test_no_value_of_any_kind_anywhere_breaks_the_checker(mini, data):
    table = tomllib.loads(mini)
    for _ in range(data.draw(st.integers(1, 3))):
        at = table
        while True:
            keys = sorted(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            if isinstance(at[key], (dict, list)) and data.draw(st.booleans()):
                at = at[key]
                continue
            at[key] = copy.deepcopy(data.draw(ODD))
            break
    for place, what in (*shape_faults(table), *reference_faults(table, None)):
        assert what
        assert all(isinstance(part, (str, int)) for part in place)
