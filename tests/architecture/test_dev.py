"""The set-up script: it deletes nothing but a demonstration, and it names what it lacks."""

import subprocess
import sys

import pytest


@pytest.fixture
def dev(root):
    """A function that runs a snippet beside dev.py and returns what happened."""

    def run(snippet: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from pathlib import Path\nimport dev, machine\n" + snippet],
            cwd=root / "packaging",
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_an_earlier_demonstration_is_taken_away(dev, tmp_path):
    (tmp_path / "demo-inspection.txt").write_text("a demo")
    (tmp_path / "stores").mkdir()
    told = dev(f"dev._clear(Path({str(tmp_path)!r}))")
    assert told.returncode == 0, told.stderr
    assert not tmp_path.exists()


def test_the_mark_is_the_one_that_the_demonstration_makes(root, dev):
    told = dev("print(dev.DEMO_MARK)")
    demo = (root / "inspector_app" / "services" / "demo_folder.py").read_text(encoding="utf-8")
    assert f'MARK = "{told.stdout.strip()}"' in demo


def test_any_other_folder_is_left_alone(dev, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    told = dev(f"dev._clear(Path({str(tmp_path)!r}))")
    assert "machine.Stopped" in told.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_and_a_new_one_will_do(dev, tmp_path):
    told = dev(f"dev._clear(Path({str(tmp_path)!r}))\ndev._clear(Path({str(tmp_path / 'new')!r}))")
    assert told.returncode == 0, told.stderr
    assert tmp_path.is_dir()


@pytest.mark.skipif(sys.platform != "linux", reason="system packages are a matter of Linux")
def test_without_root_the_missing_packages_are_named_in_one_sentence(dev):
    told = dev(
        "machine._may_install = lambda: False\n"
        "needs = (machine.Need('libnosuch.so.9', 'libnosuch9'), machine.Need('sh', 'dash'))\n"
        "try:\n    machine.provide(needs, required=True)\n"
        "except machine.Stopped as reason:\n    print(reason)"
    )
    assert (
        told.stdout
        == "this machine lacks system packages; install them as root: apt-get install libnosuch9\n"
    )


def test_a_wrong_command_prints_usage_and_does_nothing(root):
    told = subprocess.run(
        [sys.executable, "packaging/dev.py", "rnu"], cwd=root, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert "usage: dev.py" in told.stderr
