"""Files stay small, are named for nouns of the trade, lie where the layout says, and name no machine."""

import re
import statistics

import pytest

TOP_LEVEL = {
    ".ci", ".gitattributes", ".gitignore", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md",
    "build.spec", "inspector_app", "packaging", "pyproject.toml", "resources", "tests",
}  # fmt: skip
GRAB_BAGS = {
    "base", "common", "core", "data", "handler", "handlers", "helper", "helpers", "info", "item", "items", "lib",
    "manager", "managers", "misc", "process", "stuff", "tools", "util", "utils",
}  # fmt: skip
GRAB_BAG_PARTS = {"util", "utils", "helper", "helpers", "manager", "handler", "misc", "stuff"}

# Put together here, so that this file does not name what it looks for.
HOSTS = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("npmjs", "com"), ("deb", "debian"),
    ("crates", "io"), ("pkg", "dev"),
)]  # fmt: skip
PLACES = ["/" + "/".join(parts) for parts in (
    ("work", ""), ("root", ""), ("opt", "pypi"), ("opt", "wheels"), ("tmp", "bash_jobs"), ("tmp", "brief"),
)]  # fmt: skip
MACHINE = re.compile(
    "|".join(
        [
            *(re.escape(host) for host in HOSTS),
            *(rf"(?<![\w.~/>)}}\]-]){re.escape(place)}" for place in PLACES),
        ]
    )
)


def test_the_top_level_is_fixed(committed):
    assert {path.parts[0] for path in committed} <= TOP_LEVEL


def test_no_module_is_longer_than_the_cap(root, modules):
    long = {str(path): lines(root, path) for path in modules if lines(root, path) > 500}
    assert long == {}


def test_most_modules_of_the_app_are_small(root, modules):
    sizes = sorted(lines(root, path) for path in modules if path.parts[0] == "inspector_app")
    sizes = [size for size in sizes if size > 1]
    assert statistics.median(sizes) <= 150
    assert statistics.quantiles(sizes, n=20)[-1] <= 350


def test_no_module_is_a_grab_bag(modules):
    named = [path for path in modules if path.stem in GRAB_BAGS or GRAB_BAG_PARTS & set(path.stem.split("_"))]
    assert named == []


def test_no_committed_text_names_a_registry_or_a_machine(root, committed):
    found = []
    for path in committed:
        content = (root / path).read_bytes()
        if b"\0" in content[:8192]:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{path}:{number}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("see https://" + HOSTS[0] + "/simple", True),
        ("open(" + '"' + PLACES[0] + 'main")', True),
        ("cd " + PLACES[1] + "app", True),
        ("inspector_app/frame" + PLACES[0] + "x", False),
        ("the xml" + PLACES[1] + "child", False),
    ],
)
def test_the_look_for_machine_names_sees_what_it_should(line, named):
    assert bool(MACHINE.search(line)) is named


def test_every_package_of_the_app_has_its_marker_file(root, modules):
    folders = {path.parent for path in modules if path.parts[0] == "inspector_app"}
    assert [str(folder) for folder in sorted(folders) if not (root / folder / "__init__.py").is_file()] == []


def test_ci_runs_the_commands_of_the_readme(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    ci = (root / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("packaging/dev.py run", "packaging/dev.py test"):
        assert command in readme
        assert command in ci


def lines(root, path):
    return len((root / path).read_text(encoding="utf-8").splitlines())
