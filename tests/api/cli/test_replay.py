"""`ventros replay`: what it shows, what it applies, and what it leaves behind."""

import json
from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from api.cli.remade import Remade
from contracts.crm.fact import EXTRACTOR
from pipelines.replay.comparing import Compared, Comparison, Sample
from pipelines.replay.recording import Went

TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def shop(cli, monkeypatch, tmp_path):
    """A tenant without a message; a replay of it is short."""
    monkeypatch.setenv("VENTROS_EMBEDDER", "hashing")
    monkeypatch.setenv("VENTROS_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o711)
    return json.loads(cli("tenants", "create", "Loja", "--output", "json").stdout)["id"]


def test_a_replay_is_listed_until_it_is_applied_or_forgotten(cli, shop):
    asked = ("replay", "enrich", "--tenant", shop, "--since", TODAY, "--sentiment", "cautious")
    first = cli(*asked, "--output", "json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert (told["compared"], told["changes"], told["applied"]) == ({}, [], 0)
    assert json.loads(cli("replay", "ls", "--output", "json").stdout) == [told["replay"]]
    assert "forgotten" in cli("replay", "forget", told["replay"]).stdout
    assert "There are none." in cli("replay", "ls").stdout
    assert "--apply brings this live" in cli(*asked).stdout
    assert "0 rows are live now." in cli(*asked, "--apply").stdout
    assert "There are none." in cli("replay", "ls").stdout


def test_the_record_made_anew_is_shown_and_kept_until_it_is_applied(cli, shop):
    first = cli("replay", "record", "--tenant", shop, "--output", "json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert (told["read"], told["erased"], told["applied"], told["left"]) == (0, 0, {}, None)
    assert set(told["tables"]) == {"messages", "sessions", "contacts", "chats", "reactions", "edits"}
    assert json.loads(cli("replay", "ls", "--output", "json").stdout) == [told["replay"]]
    assert "--apply brings this live" in cli("replay", "record", "--tenant", shop).stdout
    assert "Live now: nothing." in cli("replay", "record", "--tenant", shop, "--apply").stdout
    assert "There are none." in cli("replay", "ls").stdout


def test_facts_are_read_anew_and_a_language_model_only_for_what_is_kept(cli, shop):
    told = json.loads(cli("replay", "facts", "--tenant", shop, "--output", "json").stdout)
    assert (told["extractor"], told["messages"], told["applied"]) == (EXTRACTOR, 0, False)
    assert "--apply brings this live" in cli("replay", "facts", "--tenant", shop).stdout
    assert "It is live." in cli("replay", "facts", "--tenant", shop, "--since", TODAY, "--apply").stdout
    assert "add --apply" in str(cli("replay", "facts", "--tenant", shop, "--language").exception)
    assert "VENTROS_PROVIDERS" in str(cli("replay", "facts", "--tenant", shop, "--language", "--apply").exception)


def test_a_record_that_ends_before_it_begins_is_refused_in_plain_words(cli, shop):
    refused = cli("replay", "record", "--tenant", shop, "--since", TODAY, "--until", "2020-01-01")
    assert "begins before it ends" in str(refused.exception)


def test_what_is_otherwise_is_shown_with_before_and_after_and_without_control_characters():
    sample = Sample(kind="otherwise", key="k", at=None, label="Oi\x1b[2J", before={"text": "Oi"}, after={"text": None})
    table = Compared(compared=3, otherwise=1, columns={"text": 1}, samples=[sample])
    found = Comparison({"messages": table}, moved_on=2)
    console = Console(file=StringIO(), width=120)
    Remade(Went(datetime.now(UTC), 9, 1), found, Counter(messages=1), Comparison({"messages": table})).show(console)
    shown = console.file.getvalue()
    for words in ("text 1", "text: Oi → nothing", "1 records are left out: they were erased", "2 messages are left out",
                  "Live now: 1 messages.", "Left as it was: 1 messages."):  # fmt: skip
        assert words in " ".join(shown.split()), shown
    assert "\x1b[2J" not in shown


@pytest.mark.parametrize(
    "more, reason",
    [
        (("--until", "2020-01-01"), "begins before it ends"),
        (("--entities", "nonsense"), "No provider is called nonsense"),
    ],
)
def test_a_replay_that_makes_no_sense_is_refused_in_plain_words(cli, shop, more, reason):
    refused = cli("replay", "enrich", "--tenant", shop, "--since", TODAY, *more)
    assert reason in str(refused.exception)


@pytest.mark.parametrize("name", ["nonsense", "../../etc", "0123456789ab"])
def test_only_a_replay_can_be_forgotten(cli, shop, name):
    assert "There is no replay" in str(cli("replay", "forget", name).exception)
