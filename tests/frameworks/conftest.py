"""A small sound pack, and a way to break one line of it."""

from __future__ import annotations

import pytest

PACK = """\
format = 1
id = "MINI"
title = "A small pack"
kind = "framework"
status = "current"
valid_from = "2020-01"
valid_to = "2020-12"
overall_effectiveness = true
cautions = ["Made up for a test."]

[[grade_scale]]
id = "good"
label = "Good"
value = 2

[[grade_scale]]
id = "poor"
label = "Poor"
value = 1

[[areas]]
code = "HP"
title = "Help"
graded = true

[[areas.descriptors]]
code = "MINI-HP-01"
title = "First"
text = "Children are helped."
describes = "good"
impact_question = "Who was helped?"
themes = ["help"]
source_ref = "nowhere"
source_ids = ["made"]
verification = "own"
corroboration = { reports = 1, of = 2, search = "help" }

[[areas]]
code = "CARE"
title = "Care"
graded = true

[[areas]]
code = "HOME"
title = "Homes"
graded = true
sub_of = "CARE"
counts_toward_overall = false

[[areas.descriptors]]
code = "MINI-HOME-01"
title = "Second"
text = "Children live well."
impact_question = "Where do they live?"
themes = ["homes"]
source_ref = "nowhere"
source_ids = ["made"]
verification = "own"

[[rules]]
id = "any-poor"
kind = "limit"
areas = ["HP", "CARE"]
grade = "poor"
limits = "overall"
to = "poor"
verification = "own"

[[strata]]
id = "early_help"
title = "Early help"
kind = "tracked"
quota = 2

[[prompts]]
role = "child"
areas = ["HP"]
questions = ["What happened?"]

[[outlines]]
id = "report"
title = "A report"
form = "report"
verification = "own"

[[outlines.parts]]
part = "profile"

[[outlines.parts]]
part = "findings"
areas = ["HOME"]
layout = "running"

[[outlines.parts]]
part = "evidence"

[[sources]]
id = "made"
title = "Made up"
url = "none"
"""

OVERLAY = """\
format = 1
id = "LAID"
title = "An overlay"
kind = "overlay"
status = "own"
overall_effectiveness = false
cautions = ["Never graded."]

[[areas]]
code = "EXTRA"
title = "Extra"
graded = false

[[strata]]
id = "early_help"
title = "Early help"
kind = "tracked"
quota = 5
"""


@pytest.fixture
def mini() -> str:
    """The text of a sound pack."""
    return PACK


@pytest.fixture
def overlay_text() -> str:
    """The text of a sound overlay."""
    return OVERLAY


@pytest.fixture
def pack(tmp_path):
    """Writes a pack: `pack()`, or with texts replaced, each of which must stand in it."""

    def write(*changes, name="MINI", text=PACK):
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
