"""A Word document as PDF, by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from inspector_app.errors import WorldError

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
)
_SECONDS = 600
_TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


class NoOfficeError(WorldError):
    """LibreOffice is not installed, or did not do its work."""


def pdf_of(document: bytes) -> bytes:
    """Returns a Word document as a tagged PDF.

    LibreOffice reads and writes files, so both stand for that time in a folder that only this user can read.
    It gets a profile of its own, so no list of recent documents names the draft.

    Raises:
        NoOfficeError: it is not installed, or made no PDF within ten minutes.
    """
    office = _office()
    if office is None:
        raise NoOfficeError(
            "LibreOffice is not installed on this computer, so no PDF was made",
            advice="Open the Word draft and save it as PDF there.",
        )
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        folder = Path(name)
        (folder / "draft.docx").write_bytes(document)
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--norestore", "--convert-to", _TAGGED, "--outdir", name,
            str(folder / "draft.docx"),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS, cwd=name)  # noqa: S603 - no shell
            return (folder / "draft.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise NoOfficeError(
                "LibreOffice made no PDF of the draft",
                advice="Open the Word draft and save it as PDF there.",
            ) from error


def _office() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found or sys.platform == "linux":
        return found
    return next((place for place in _PLACES if Path(place).is_file()), None)
