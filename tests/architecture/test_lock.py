"""What is installed is pinned by hash, agrees with pyproject.toml, and says nothing of where it was fetched."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


@pytest.fixture(scope="module")
def lock(root):
    names = ("lock.txt", "lock-built.txt")
    return [
        line
        for name in names
        for line in (root / "packaging" / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]


@pytest.fixture(scope="module")
def pins(lock):
    return {found["name"]: found["version"] for line in lock if (found := PIN.match(line))}


@pytest.fixture(scope="module")
def wanted(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    told = project["project"]
    return [
        Requirement(text)
        for text in [
            *project["build-system"]["requires"],
            *told["dependencies"],
            *told["optional-dependencies"]["dev"],
        ]
    ]


def test_the_lock_holds_pins_and_hashes_and_nothing_else(lock):
    assert [line for line in lock if not PIN.match(line) and not HASH.match(line)] == []


def test_every_pin_has_a_hash(lock):
    bare = [
        line
        for line, following in zip(lock, [*lock[1:], ""], strict=True)
        if PIN.match(line) and not HASH.match(following)
    ]
    assert bare == []


def test_every_dependency_of_the_project_is_pinned_within_its_bounds(pins, wanted):
    for requirement in wanted:
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in the lock: python packaging/dev.py lock"
        assert requirement.specifier.contains(version), f"{requirement} but locked {version}"


def test_every_dependency_has_a_lower_bound(wanted):
    assert [str(each) for each in wanted if not any(part.operator == ">=" for part in each.specifier)] == []


@pytest.mark.parametrize("name", ["pywin32-ctypes", "colorama", "secretstorage", "jeepney", "macholib"])
def test_the_lock_serves_every_system(pins, name):
    assert name in pins
