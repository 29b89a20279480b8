"""The checkout and the wheel both find their resources; the wheel holds what it should and nothing else."""

import os
import subprocess
import sys

import pytest

from inspector_app import resources

ASK = "import inspector_app.resources as r; print(r.path('frameworks', 'ILACS-2026.toml').is_file(), r.folder())"


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """A folder with the app installed from a wheel, away from the checkout."""
    made = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    wheel = [
        *pip,
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        made,
        root,
    ]
    subprocess.run(wheel, check=True, capture_output=True)
    (found,) = made.glob("inspector_app-*.whl")
    target = made / "installed"
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", "--target", target, found],
        check=True,
        capture_output=True,
    )
    return target


def test_the_checkout_finds_its_resources(root):
    assert resources.folder() == root / "resources"


@pytest.mark.slow
def test_the_wheel_finds_its_resources(installed, tmp_path):
    told = subprocess.run(
        [sys.executable, "-S", "-c", ASK],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["True", str(installed / "inspector_app" / "_resources")]


@pytest.mark.slow
def test_the_wheel_brings_every_resource_and_no_tests(root, installed):
    here = {
        path.relative_to(root / "resources") for path in (root / "resources").rglob("*") if path.is_file()
    }
    bundled = installed / "inspector_app" / "_resources"
    there = {path.relative_to(bundled) for path in bundled.rglob("*") if path.is_file()}
    assert {path for path in here - there if "__pycache__" not in path.parts} == set()
    assert not (installed / "tests").exists()
    assert not (installed / "packaging").exists()
