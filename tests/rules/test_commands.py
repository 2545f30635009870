"""Every command line that a page, a docstring or a message shows is one that can be typed."""

import re
from pathlib import Path

import pytest

from api.cli import COMMANDS, load

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
CODE = sorted(
    path for floor in ("api", "pipelines", "memory", "connectors", "contracts") for path in (ROOT / floor).rglob("*.py")
)
LINE = re.compile(r"^(?:\$ )?(?:docker compose run --rm \w+ |\.venv/bin/)?(ventros .+)$", re.MULTILINE)
INLINE = re.compile(r"`(ventros [^`\n]+)`")
END = re.compile(r"\s(?:#|\||&&|>|<|;)|\s*\\$|…")


def shown(text):
    """The command lines of a page: lines of its code blocks, and what stands between back quotes."""
    blocks = "\n".join(re.findall(r"```\w*\n(.*?)```", text, re.DOTALL))
    return [END.split(line)[0].strip() for line in LINE.findall(blocks) + INLINE.findall(text)]


def fault(line):
    """What is wrong with a command line; None when nothing is. `a|b` names two commands or options."""
    command, path = None, ["ventros"]
    for word in re.sub(r"[\[\]()]", " ", line).split()[1:]:
        words = [one for one in word.partition("=")[0].rstrip(".,:").split("|") if one]
        commands = {name: name for name in COMMANDS} if command is None else getattr(command, "commands", {})
        if word.startswith("--"):
            known = (
                {"--version"}
                if command is None
                else {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
            )
            if unknown := [one for one in words if one.startswith("--") and one not in known | {"--help"}]:
                return f"{' '.join(path)} has no option {unknown[0]}"
        elif commands and not word.isupper():
            if unknown := [name for name in words if name not in commands]:
                return f"{' '.join(path)} has no command {unknown[0]}"
            path.append(words[-1])
            command = load(words[-1]) if command is None else commands[words[-1]]
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_line_of_a_page_can_be_typed(page):
    assert [found for line in shown(page.read_text()) if (found := fault(line))] == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_the_code_tells_people_to_type_can_be_typed(path):
    assert [found for line in INLINE.findall(path.read_text()) if (found := fault(END.split(line)[0]))] == []


def test_an_invented_command_or_option_is_found():
    assert fault("ventros flows stop") == "ventros flows has no command stop"
    assert fault("ventros flows ls --wide") == "ventros flows ls has no option --wide"
    assert fault("ventros flows ls|lag --output json") is None
    assert shown("```sh\nventros up # starts\n```\nor `ventros down`") == ["ventros up", "ventros down"]
