"""A program that dies leaves no picture of its memory on the disk."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource
from inspector_app.__main__ import main
soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
status = main(["--version"])
print(status, *resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core files")
def test_no_core_file_is_written():
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "0 0 0"
