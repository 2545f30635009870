"""`ventros replay`: what it shows, what it applies, and what it leaves behind."""

import json
from datetime import UTC, datetime

import pytest

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
