"""The written reference, the parser and the functions behind it name the same commands and options."""

import argparse
import re

import pytest

from inspector_app.cli import arguments, runners

COMMON = {"--home", "--passphrase-file", "--json", "--help"}


def tree(parser, path=()):
    """Yields each command's words and its parser."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield " ".join(path), parser
    for group in groups:
        for name, below in group.choices.items():
            yield from tree(below, (*path, name))


COMMANDS = dict(tree(arguments.parser()))


def options_of(parser):
    return {word for action in parser._actions for word in action.option_strings if word.startswith("--")}


def places_of(parser):
    return [action.metavar for action in parser._actions if not action.option_strings]


@pytest.fixture(scope="module")
def reference(pytestconfig):
    """The reference by command: places in the heading, options in the table."""
    path = pytestconfig.rootpath / "resources" / "formats" / "command-line.md"
    text = path.read_text("utf-8")
    found = {}
    for heading, body in re.findall(r"^### `([^`]+)`$(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL):
        words = heading.split()
        name = " ".join(word for word in words if word == word.lower())
        places = [word.strip("[]…") for word in words if word != word.lower()]
        found[name] = (places, set(re.findall(r"^\| `(--[a-z-]+)", body, re.MULTILINE)))
    common = text.split("## Common options")[1].split("## Commands")[0]
    found[""] = ([], set(re.findall(r"^\| `(--[a-z-]+)", common, re.MULTILINE)))
    return found


def test_the_reference_has_every_command_and_no_other(reference):
    assert set(reference) - {""} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_every_option_and_argument_of_a_command(reference, name):
    places, options = reference[name]
    assert places == places_of(COMMANDS[name])
    assert options == options_of(COMMANDS[name]) - COMMON


def test_the_reference_has_the_common_options(reference):
    assert reference[""][1] == COMMON | {"--version"}
    assert options_of(arguments.parser()) == COMMON | {"--version"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_and_its_options_are_for(name, run):
    parser = COMMANDS[name]
    for action in parser._actions:
        assert action.help, f"{name} {action.dest}"
        assert action.help != argparse.SUPPRESS
    ran = run(*name.split(), "--help")
    assert ran.status == 0
    assert parser.description
    assert parser.description.split()[0] in ran.out


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "window"])
def test_every_command_has_a_function_behind_it(name):
    assert callable(runners.runner(name))


def test_the_readme_names_only_commands_that_there_are(pytestconfig):
    readme = (pytestconfig.rootpath / "README.md").read_text("utf-8")
    named = {
        match[1] for match in re.finditer(r"`inspector-app (?:--[a-z-]+ [A-Z]+ )*([a-z][a-z-]*)", readme)
    }
    assert named
    assert named <= {name.split()[0] for name in COMMANDS}
