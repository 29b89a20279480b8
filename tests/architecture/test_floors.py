"""The floors of the house: imports point down, and the command line never loads Qt."""

import subprocess
import sys

CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
LOAD = """
import sys
import inspector_app.bundle, inspector_app.cli, inspector_app.documents, inspector_app.intake, inspector_app.services
print([name for name in sys.modules if name.startswith(("PySide6", "shiboken6"))])
"""


def test_imports_point_down(root):
    told = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=root, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_below_the_window_nothing_loads_qt(root):
    told = subprocess.run([sys.executable, "-c", LOAD], cwd=root, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "[]\n"), told.stderr
