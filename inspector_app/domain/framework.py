"""A framework as frozen values: areas, descriptors, grades, rules, case strata and interview prompts.

Nothing here knows where a framework comes from: packs are read by `inspector_app.frameworks`. Wording in
packs is paraphrase, never official text; every descriptor and rule carries a mark that says how far it was
checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector_app.domain.intervals import Interval
from inspector_app.domain.outline import PLAIN, Outline, Reference
from inspector_app.errors import RefusedError

OVERALL = "overall"
"""Stands where an area code may stand, for the overall effectiveness grade."""

FINDINGS = ("strength", "mixed", "improvement")
FINDING_LABELS = {"strength": "Strength", "mixed": "Mixed picture", "improvement": "Area for improvement"}

VERIFICATIONS = ("seen", "observed", "corroborated", "recalled", "reconstructed", "own")
"""How far a text was checked: read in a source · counted in published reports · topic found in reports,
wording unseen · from general knowledge · rebuilt from reports about a draft · this project's own."""

RULE_KINDS = ("limit", "allowance", "never_limits", "note")
PACK_KINDS = ("framework", "overlay", "base")
STRATUM_KINDS = ("tracked", "sampled")

STRATUM_IDS = frozenset(
    {
        "contact_no_further_action",
        "below_threshold",
        "early_help",
        "referral",
        "referral_no_further_action",
        "assessment",
        "section_47_no_conference",
        "child_in_need",
        "protection_plan",
        "in_care",
        "in_care_kinship",
        "unaccompanied",
        "disabled",
        "missing_from_care",
        "adoption",
        "adopters_family",
        "care_leaver",
        "care_leaver_not_in_touch",
        "out_of_area",
        "siblings",
    }
)
"""The groups of children that cases are chosen from; what each means in Annex A is told by sampling."""

PROMPT_ROLES = {
    "child": "Child or young person",
    "care_leaver": "Care leaver",
    "parent": "Parent",
    "carer": "Carer, kinship carer or residential worker",
    "adopter": "Adopter",
    "social_worker": "Social worker or personal adviser",
    "manager": "Team or service manager",
    "iro": "Independent reviewing officer or conference chair",
    "partner": "Partner agency",
    "leader": "Senior leader or elected member",
    "board": "Board chair or board member",
}


class UnknownCodeError(RefusedError):
    """A code was asked for that the framework does not have."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text was read.

    Attributes:
        id: short key used in `source_ids`.
        title: what it is, with its date.
        url: where it was seen; may be a description for an archive page.
    """

    id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Grade:
    """One step of a grade scale.

    Attributes:
        id: as stored in records, for example `requires_improvement`.
        label: as printed.
        value: higher is better.
        meaning: a paraphrase of what the grade means; may be empty.
        verification: how far the meaning was checked; empty without a meaning.
        note: what the mark rests on, where more needs saying.
    """

    id: str
    label: str
    value: int
    meaning: str = ""
    verification: str = ""
    note: str = ""
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corroboration:
    """In how many published reports a word search found the topic: attention, never quality."""

    reports: int
    of: int
    search: str


@dataclass(frozen=True, slots=True)
class Descriptor:
    """One criterion that evidence is linked to.

    Attributes:
        code: for example `ILACS-CIC-05`.
        area: code of the area that it stands in.
        title: a few words.
        text: the criterion, paraphrased.
        describes: id of the grade that the text describes; empty in a narrative pack.
        impact_question: asks for the effect on a child.
        source_ref: where in the framework the criterion stands, as far as known.
    """

    code: str
    area: str
    title: str
    text: str
    describes: str
    impact_question: str
    themes: tuple[str, ...]
    source_ref: str
    source_ids: tuple[str, ...]
    verification: str
    corroboration: Corroboration | None = None


@dataclass(frozen=True, slots=True)
class JudgementArea:
    """One judgement or sub-judgement, with its descriptors in order.

    Attributes:
        sub_of: code of the area that this is a sub-judgement of; empty for a key judgement.
        graded: whether the framework gives it a grade; false for narrative and overlay areas.
        counts_toward_overall: whether an overall grade needs it.
        overlay: id of the overlay pack that brought it; empty for the framework's own.
    """

    code: str
    title: str
    graded: bool
    counts_toward_overall: bool
    sub_of: str = ""
    note: str = ""
    overlay: str = ""
    descriptors: tuple[Descriptor, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitingRule:
    """What one grade does to another.

    `limit`: any of `areas` at `grade` or worse holds `limits` at `to` or worse. `allowance`: the same once
    more than `at_most` of them are there. `never_limits` and `note` only inform.

    Attributes:
        limits: an area code or `OVERALL`; empty where the rule only informs.
        observed: what was counted in published reports.
    """

    id: str
    kind: str
    verification: str
    areas: tuple[str, ...] = ()
    grade: str = ""
    limits: str = ""
    to: str = ""
    at_most: int = 0
    text: str = ""
    observed: str = ""
    source_ids: tuple[str, ...] = ()

    @property
    def binds(self) -> bool:
        """Whether the rule can hold a grade down."""
        return self.kind in {"limit", "allowance"}


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of children that so many cases are chosen from.

    Attributes:
        id: one of `STRATUM_IDS`.
        kind: `tracked` (end to end, deep) or `sampled` (a shorter look at one part).
        quota: default number of children; the lead may change it.
        reason: why the group is looked at.
    """

    id: str
    title: str
    kind: str
    quota: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Questions an inspector may ask a person; never a script.

    Attributes:
        role: one of `PROMPT_ROLES`.
        areas: codes of the areas that answers usually bear on.
    """

    role: str
    areas: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework, whole: inheritance resolved and overlays laid on.

    Attributes:
        kind: `framework`, `overlay`, or `base` for what only others inherit.
        valid_from: first month in force as `YYYY-MM`; None where it never was or is not known.
        valid_to: last month in force; None while current.
        overall_effectiveness: whether there is an overall grade at all.
        no_overall: the sentence that says why not, where there is none.
        cautions: what a reader must know before real use: the wording is paraphrase.
        overlays: ids of the overlay packs laid on.
        intervals: by when one step of a journey must follow another.
        references: what an area for improvement is tied to, where the framework asks for that.
        outlines: the documents that an inspection may end with, the usual one first.
    """

    id: str
    title: str
    kind: str
    status: str
    valid_from: str | None
    valid_to: str | None
    overall_effectiveness: bool
    no_overall: str = ""
    dates_note: str = ""
    cycle: str = ""
    inherits: str = ""
    cautions: tuple[str, ...] = ()
    grade_scale: tuple[Grade, ...] = ()
    areas: tuple[JudgementArea, ...] = ()
    rules: tuple[LimitingRule, ...] = ()
    strata: tuple[Stratum, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    sources: tuple[Source, ...] = ()
    overlays: tuple[str, ...] = field(default=())
    intervals: tuple[Interval, ...] = ()
    references: tuple[Reference, ...] = ()
    outlines: tuple[Outline, ...] = ()

    @property
    def is_overlay(self) -> bool:
        """Whether this pack can only be laid over another, never inspected by alone."""
        return self.kind == "overlay"

    @property
    def is_base(self) -> bool:
        """Whether this pack only holds what others inherit, and nothing is inspected by it."""
        return self.kind == "base"

    @property
    def descriptors(self) -> tuple[Descriptor, ...]:
        """Every descriptor, in the order of the areas."""
        return tuple(descriptor for area in self.areas for descriptor in area.descriptors)

    @property
    def graded_areas(self) -> tuple[JudgementArea, ...]:
        """The areas that get a grade, sub-judgements included."""
        return tuple(area for area in self.areas if area.graded)

    @property
    def tracked_quota(self) -> int:
        """How many children the default strata track in all."""
        return sum(stratum.quota for stratum in self.strata if stratum.kind == "tracked")

    def area(self, code: str) -> JudgementArea:
        """Returns the area with this code.

        Raises:
            UnknownCodeError: the framework has no such area.
        """
        for area in self.areas:
            if area.code == code:
                return area
        raise UnknownCodeError(
            f"the framework {self.id} has no judgement area {code}",
            advice=f"It has: {', '.join(area.code for area in self.areas)}.",
        )

    def descriptor(self, code: str) -> Descriptor:
        """Returns the descriptor with this code.

        Raises:
            UnknownCodeError: the framework has no such descriptor.
        """
        for descriptor in self.descriptors:
            if descriptor.code == code:
                return descriptor
        raise UnknownCodeError(f"the framework {self.id} has no descriptor {code}")

    def area_of(self, descriptor_code: str) -> JudgementArea:
        """Returns the area that a descriptor stands in.

        Raises:
            UnknownCodeError: the framework has no such descriptor.
        """
        return self.area(self.descriptor(descriptor_code).area)

    def grade(self, grade_id: str) -> Grade:
        """Returns the grade with this id.

        Raises:
            UnknownCodeError: the scale has no such grade.
        """
        for grade in self.grade_scale:
            if grade.id == grade_id:
                return grade
        known = ", ".join(grade.id for grade in self.grade_scale)
        raise UnknownCodeError(
            f"the framework {self.id} has no grade {grade_id}",
            advice=f"Its grades are: {known}." if known else "It gives no grades at all.",
        )

    def outline(self, outline_id: str = "") -> Outline:
        """Returns the outline with this id, or the usual one where none is named.

        Raises:
            UnknownCodeError: the framework has no such outline.
        """
        outlines = self.outlines or (PLAIN,)
        for outline in outlines:
            if outline_id in ("", outline.id):
                return outline
        raise UnknownCodeError(
            f"the framework {self.id} has no outline {outline_id}",
            advice=f"It has: {', '.join(outline.id for outline in outlines)}.",
        )

    def reference(self, reference_id: str) -> Reference:
        """Returns the reference with this id.

        Raises:
            UnknownCodeError: the framework has no such reference.
        """
        for reference in self.references:
            if reference.id == reference_id:
                return reference
        known = ", ".join(reference.id for reference in self.references)
        raise UnknownCodeError(
            f"the framework {self.id} has no reference {reference_id}",
            advice=f"It has: {known}." if known else "It asks for none.",
        )

    def prompts_for(self, role: str, area: str = "") -> tuple[Prompt, ...]:
        """Returns the prompts for a role, all of them or those bearing on one area."""
        return tuple(p for p in self.prompts if p.role == role and (not area or area in p.areas))

    def in_force(self, day: str) -> bool | None:
        """Whether an ISO day or month falls in the framework's dates; None where it has no first date."""
        if self.valid_from is None:
            return None
        month = day[:7]
        return self.valid_from <= month and (self.valid_to is None or month <= self.valid_to)
