"""One realistic report of an invented council, and ways to read a .docx back without python-docx."""

import io
import zipfile  # noqa: TID251 - reads a .docx, which is a ZIP, without the code under test
from datetime import UTC, date, datetime

import pytest
from lxml import etree

from inspector_app.documents.report import (
    AreaFindings,
    ConflictValue,
    ContextStatement,
    DescriptorRow,
    DraftReport,
    EvidenceEntry,
    OpenConflict,
    Paragraph,
    ProfileRow,
    Tally,
    UrgentSummary,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def report() -> DraftReport:
    """A small report with every part filled: no overall grade, one area without a grade."""
    return make_report()


@pytest.fixture
def parts():
    """A function from the bytes of a .docx to its parts by name."""

    def read(content: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {name: package.read(name) for name in package.namelist()}

    return read


@pytest.fixture
def texts():
    """A function from the bytes of a Word part to the text of each of its paragraphs."""

    def read(part: bytes) -> list[str]:
        marks = {f"{W}tab": "\t", f"{W}br": "\n"}
        return [
            "".join(
                node.text or "" if node.tag == f"{W}t" else marks.get(node.tag, "")
                for node in paragraph.iter()
            )
            for paragraph in etree.fromstring(part).iter(f"{W}p")
        ]

    return read


def evidence(number: int, text: str, **fields) -> EvidenceEntry:
    known = {
        "number": number,
        "case": f"Heron {number % 7 + 1}",
        "source_kind": "Case file",
        "when": datetime(2026, 5, 11 + number % 9, 9 + number % 8, 30, tzinfo=UTC),
        "who": "Read by an inspector",
        "text": text,
        "record": f"c1d9{number:04x}",
        "revision": f"9f3a{number:04x}",
    }
    return EvidenceEntry(**(known | fields))


def make_report() -> DraftReport:
    return DraftReport(
        authority="Northmere County Council",
        framework_title="Inspection of local authority children’s services, from April 2026",
        framework_caution="The wording of the descriptors is the team’s own; check it against the published framework.",
        framework_has_overall=False,
        starts=date(2026, 5, 11),
        ends=date(2026, 5, 22),
        lead="Lead inspector",
        team=("Deputy lead inspector", "Inspector", "Inspector", "Inspector", "Senior data analyst"),
        prepared=datetime(2026, 5, 22, 16, 5, 9, tzinfo=UTC),
        heads_digest="3f2a9c4177be0d1265aa01c9e2f4b78d90c1d2e3f4051627384950a1b2c3d4e5",
        profile=(
            ProfileRow("HP", "The experiences and progress of children who need help and protection",
                       "Requires improvement to be good", True, 2, 2),
            ProfileRow("CIC", "The experiences and progress of children in care", "Good", True, 2, 1,
                       note="One inspector dissents."),
            ProfileRow("CL", "The experiences and progress of care leavers", None, True, 0, 1),
            ProfileRow("LG", "Learning from the front door exercise", None, True, 1, 1, graded=False),
        ),
        limits=(
            "Leaders cannot be better than requires improvement, because help and protection requires improvement.",
        ),
        summary=(
            Paragraph("Children in care are settled and well known to their social workers. Help for children at the "
                      "front door has become slower since the last inspection.", (1, 3, 6)),
        ),
        priorities=(
            Paragraph("The speed and record of decisions on contacts that do not become referrals.", (1, 2)),
        ),
        areas=(
            AreaFindings(
                "HP", "The experiences and progress of children who need help and protection",
                strengths=(
                    Paragraph("Strategy discussions are held on the day in 9 of 10 enquiries and bring in police and "
                              "health. Children are seen quickly and alone.", (4, 5)),
                    Paragraph("Children speak well of the family help team. One said: ‘They came when they said they "
                              "would.’", (3,)),
                ),
                improvements=(
                    Paragraph("Three of 21 contacts were closed too soon, before the school’s worry was understood. For "
                              "two of these children, help came only after a second contact.", (1, 2)),
                    Paragraph("Most chronologies are out of date.", ()),
                ),
                other=(Paragraph("The council’s own audits reach the same view as inspectors in 4 of 6 cases.", (5,)),),
                descriptors=(
                    DescriptorRow("HP.1", "Early help and thresholds", "Area for improvement",
                                  "Two children waited for help that they needed.", 1, 2, ("case file", "school"), 0),
                    DescriptorRow("HP.2", "Enquiries and strategy discussions", "Strength",
                                  "Children were made safe on the day.", 3, 0, ("case file", "social worker", "child"), 1),
                ),
            ),
            AreaFindings(
                "CIC", "The experiences and progress of children in care",
                strengths=(
                    Paragraph("Children live with carers who know them well, and brothers and sisters stay together "
                              "where that is right for them.", (6, 7)),
                    Paragraph("Kinship carers are found early and assessed without delay in 5 of 5 cases.", (7,)),
                ),
                improvements=(Paragraph("Some children wait for life-story work; the IRO did not ask why.", (8,)),),
                descriptors=(
                    DescriptorRow("CIC.3", "Permanence, family carers first", "Strength",
                                  "Five children live within their family.", 5, 0, ("case file", "carer"), 2),
                ),
            ),
            AreaFindings(
                "CL", "The experiences and progress of care leavers",
                improvements=(Paragraph("Pathway plans of 4 of 9 young people lack a word on their health.", (99,)),),
            ),
        ),
        context=(
            ContextStatement("Demand at the front door rose by 18 per cent in twelve months, while the number of social "
                             "workers stayed the same.", "Council’s monthly data, table 4", date(2026, 4, 30)),
        ),
        tallies=(
            Tally("Contacts closed too soon", 3, 21, "contacts of six months, one in ten, drawn at random",
                  "HP.1 Early help and thresholds"),
            Tally("Pathway plans without health", 4, 9, "care leavers tracked or sampled", "CL.2 Health"),
        ),
        urgent=UrgentSummary(raised=3, acknowledged=3, open_=1, closed=2),
        conflicts=(
            OpenConflict("Evaluation of HP.1, effect on children", (
                ConflictValue("Two children waited for help that they needed.", "Inspector A",
                              datetime(2026, 5, 20, 14, 2, tzinfo=UTC)),
                ConflictValue("Two children waited; one was hurt meanwhile.", "Inspector B", None),
            )),
        ),
        evidence=(
            evidence(1, "Contact closed by the worker without a call to the school. No reason on the file."),
            evidence(2, "School rang twice.\nThe second call was logged as a new contact.", source_kind="Interview",
                     who="Said by a head teacher to an inspector"),
            evidence(3, "They came when they said they would.", source_kind="Interview", verbatim=True,
                     from_children=True, who="Said by a young person, 15, to an inspector"),
            evidence(4, "Strategy discussion held at 14:10 on the day of the referral & recorded <fully>."),
            evidence(5, "Audit by the council: good. Inspector: requires improvement.", source_kind="Council’s audit",
                     shortened=True),
            evidence(6, "Visit to a foster home; the child showed the inspector the garden.", source_kind="Observation",
                     case="", who="Observed by an inspector"),
            evidence(7, "Family group conference within two weeks; grandmother assessed.", from_children=True),
            evidence(8, "Life-story work requested in January, not begun.", when=None),
        ),
        acronyms=(("IRO", "independent reviewing officer"),),
    )  # fmt: skip
