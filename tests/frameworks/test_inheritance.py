"""What comes down from a parent pack, what never does, and what an overlay may do."""

from __future__ import annotations

import pytest

from inspector_app import frameworks

CHILD = """\
format = 1
id = "CHILD"
title = "A child pack"
kind = "framework"
status = "current"
inherits = "MINI"
overall_effectiveness = true
cautions = ["Made up for a test."]
"""


def test_areas_scale_strata_prompts_and_sources_come_down_but_rules_and_dates_do_not(pack):
    parent = frameworks.load_file(pack())
    child = frameworks.load_file(pack(name="CHILD", text=CHILD))
    assert child.areas == parent.areas
    assert (child.grade_scale, child.strata, child.prompts, child.sources) == (
        parent.grade_scale,
        parent.strata,
        parent.prompts,
        parent.sources,
    )
    assert child.rules == ()
    assert (child.valid_from, child.valid_to, parent.valid_from) == (None, None, "2020-01")


def test_an_area_taken_over_moves_its_descriptors_and_the_prompts_that_named_it(pack):
    pack(('areas = ["HP"]', 'areas = ["HP", "HOME"]'))
    text = CHILD + '[[areas]]\ncode = "CARE"\ntitle = "Care and homes"\ntakes_from = ["HOME"]\n'
    child = frameworks.load_file(pack(name="CHILD", text=text))
    assert [area.code for area in child.areas] == ["HP", "CARE"]
    assert child.area_of("MINI-HOME-01").title == "Care and homes"
    assert child.area("CARE").graded
    assert child.prompts[0].areas == ("HP", "CARE")


def test_an_outline_comes_down_with_the_areas_that_are_there_now_unless_the_pack_has_one_of_its_id(pack):
    pack()
    taking = CHILD + '[[areas]]\ncode = "CARE"\ntitle = "Care and homes"\ntakes_from = ["HOME"]\n'
    child = frameworks.load_file(pack(name="CHILD", text=taking))
    assert [part.areas for part in child.outline("report").parts] == [(), ("CARE",), ()]
    own = (
        '[[outlines]]\nid = "report"\ntitle = "Its own"\nform = "letter"\nverification = "own"\n'
        '[[outlines.parts]]\npart = "findings"\n[[outlines.parts]]\npart = "evidence"\n'
    )
    child = frameworks.load_file(pack(name="CHILD", text=CHILD + own))
    assert [(one.id, one.title, len(one.parts)) for one in child.outlines] == [("report", "Its own", 2)]


def test_references_come_down_unless_the_pack_has_its_own(pack):
    one = '[[references]]\nid = "aim-{0}"\nlabel = "aim {0}"\ntitle = "Aim {0}"\n'
    pack(("[[sources]]", one.format(1) + "\n[[sources]]"))
    assert [r.id for r in frameworks.load_file(pack(name="CHILD", text=CHILD)).references] == ["aim-1"]
    own = frameworks.load_file(pack(name="CHILD", text=CHILD + one.format(2)))
    assert [r.id for r in own.references] == ["aim-2"]


def test_a_descriptor_with_an_inherited_code_replaces_it_and_new_ones_follow(pack):
    pack()
    new = 'title = "New"\ntext = "T."\nimpact_question = "Q?"\nthemes = ["t"]\nsource_ref = "r"\nsource_ids = ["made"]\nverification = "own"\n'
    text = (
        CHILD
        + '[[areas]]\ncode = "HP"\n'
        + "".join(f'[[areas.descriptors]]\ncode = "{code}"\n{new}' for code in ("MINI-HP-01", "CHILD-HP-02"))
    )
    child = frameworks.load_file(pack(name="CHILD", text=text))
    assert [(d.code, d.title) for d in child.area("HP").descriptors] == [
        ("MINI-HP-01", "New"),
        ("CHILD-HP-02", "New"),
    ]
    assert child.area("HP").title == "Help"


def test_a_pack_without_overall_counts_nothing_toward_it(pack):
    pack()
    text = CHILD.replace(
        "overall_effectiveness = true", 'overall_effectiveness = false\nno_overall = "None."'
    )
    child = frameworks.load_file(pack(name="CHILD", text=text))
    assert not any(area.counts_toward_overall for area in child.areas)


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ('drops = ["X"]', "drops[1]"),
        ('drops = ["CARE"]', "inherits"),  # HOME is left a sub-judgement of nothing
        ('[[areas]]\ncode = "HP"\ntakes_from = ["X"]', "areas[1].takes_from[1]"),
        (
            '[[areas]]\ncode = "HP"\ntakes_from = ["HOME"]\n[[areas]]\ncode = "CARE"\ntakes_from = ["HOME"]',
            "areas[2].takes_from[1]",
        ),
        ('[[areas]]\ncode = "NEW"\ngraded = true', "areas[1].title"),
        (
            '[[grade_scale]]\nid = "fine"\nlabel = "Fine"\nvalue = 1',
            "grade_scale",
        ),  # "good" is described above
    ],
)
def test_what_does_not_fit_the_parent_is_a_fault(pack, extra, key):
    pack()
    problems = frameworks.check(pack(name="CHILD", text=CHILD + extra + "\n"))
    assert [problem.key for problem in problems] == [key]


def test_packs_that_inherit_from_each_other_are_refused(pack):
    pack(('status = "current"', 'status = "current"\ninherits = "CHILD"'))
    problems = frameworks.check(pack(name="CHILD", text=CHILD))
    assert any("from itself" in problem.what for problem in problems)


def test_faults_of_the_parent_are_told_with_its_file(pack):
    parent = pack(("quota = 2", "quota = 0"))
    child = pack(name="CHILD", text=CHILD + "colour = 1\n")
    assert {(problem.file, problem.key) for problem in frameworks.check(child)} == {
        (str(child), "colour"),
        (str(parent), "strata[1].quota"),
    }


def test_a_pack_of_ones_own_may_inherit_a_bundled_one(pack):
    child = frameworks.load_file(pack(("MINI", "ILACS-2026"), name="CHILD", text=CHILD))
    assert child.descriptor("ILACS-CIC-05").area == "CIC"


def test_an_overlay_is_never_graded_and_asks_for_the_larger_quota(pack, overlay_text):
    base = frameworks.load_file(pack())
    laid = frameworks.lay(base, frameworks.load_file(pack(name="LAID", text=overlay_text)))
    assert [area.code for area in laid.areas] == ["HP", "CARE", "HOME", "EXTRA"]
    assert (laid.area("EXTRA").graded, laid.area("EXTRA").overlay, laid.overlays) == (
        False,
        "LAID",
        ("LAID",),
    )
    assert [(s.id, s.quota) for s in laid.strata] == [("early_help", 5)]
    assert laid.graded_areas == base.graded_areas
    assert "Never graded." in laid.cautions


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("graded = false", "graded = true"), "areas[1].graded"),
        (("overall_effectiveness = false", "overall_effectiveness = true"), "overall_effectiveness"),
        (("[[areas]]", '[[grade_scale]]\nid = "a"\nlabel = "A"\nvalue = 1\n[[areas]]'), "grade_scale"),
        (
            ("[[areas]]", '[[rules]]\nid = "a"\nkind = "note"\ntext = "t"\nverification = "own"\n[[areas]]'),
            "rules",
        ),
    ],
)
def test_an_overlay_that_grades_or_limits_is_a_fault(pack, overlay_text, change, key):
    assert [p.key for p in frameworks.check(pack(change, name="LAID", text=overlay_text))] == [key]


def test_overlays_that_do_not_fit_are_refused(pack, overlay_text):
    base = frameworks.load_file(pack())
    overlay = frameworks.load_file(pack(name="LAID", text=overlay_text))
    clash = frameworks.load_file(pack(('"EXTRA"', '"HP"'), name="CLASH", text=overlay_text))
    with pytest.raises(frameworks.PackError, match="twice"):
        frameworks.lay(frameworks.lay(base, overlay), overlay)
    with pytest.raises(frameworks.PackError, match="cannot be laid"):
        frameworks.lay(base, base)
    with pytest.raises(frameworks.PackError, match="cannot be laid"):
        frameworks.lay(overlay, overlay)
    with pytest.raises(frameworks.PackError, match=r"has too: HP"):
        frameworks.lay(base, clash)


def test_nothing_inherits_from_an_overlay(pack, overlay_text):
    pack(name="LAID", text=overlay_text)
    problems = frameworks.check(pack(("MINI", "LAID"), name="CHILD", text=CHILD))
    assert [problem.key for problem in problems] == ["inherits"]
