"""The benchmarks run; how fast anything is, no test says."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from benchmarks import gauge
from benchmarks.curves import BEGIN, END, Sample, line, write
from benchmarks.curves import report as soaked
from benchmarks.house import Channel
from benchmarks.peers import NoPeers, interpreter
from benchmarks.report import Ratio, as_json, paired, percentile
from benchmarks.soak import ROLES
from benchmarks.webhooks import webhooks

ROOT = Path(__file__).parents[2]
PARENT = """
import subprocess, sys
sum(range(3_000_000))
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
sys.stdin.read()
child.communicate()
"""


def run(*arguments):
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.timeout(300)
def test_a_quick_run_of_ingest_measures_every_contender_and_every_ratio():
    done = run("p1", "--quick", "--output", "json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    assert [row["name"] for row in report["rows"]] == [
        "ours, broker",
        "bare ASGI, broker's ack",
        "ours, journal",
        "bare ASGI, group-commit INSERT",
        "FastAPI, one INSERT a request",
    ]
    assert all(value > 0 for row in report["rows"] for value in row["values"].values())
    assert len(report["ratios"]) == 6
    assert all(ratio["value"] > 0 for ratio in report["ratios"])


@pytest.mark.timeout(300)
def test_a_quick_run_of_the_outbox_hears_every_event_on_both_ways():
    done = run("p4", "--quick", "--output", "json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    assert [row["name"] for row in report["rows"]] == ["ours: relay, broker, source of a flow", "pg_recvlogical"]
    assert all(value > 0 for row in report["rows"] for value in row["values"].values())
    assert [ratio["goal"] for ratio in report["ratios"]] == [2.0, None, 1.0]


@pytest.mark.timeout(300)
def test_a_quick_run_of_search_finds_the_nearest_in_every_tenant():
    done = run("p8", "--quick", "--output", "json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    assert "50 tenants" in report["title"]
    assert all(value > 0 for row in report["rows"] for value in row["values"].values())
    of = {ratio["name"]: ratio for ratio in report["ratios"]}
    assert of["recall@10 by meaning, of the tenant that has least"]["value"] == 1  # all exact, so few are they
    assert [ratio["goal"] for ratio in report["ratios"]] == [3.0, 0.95, 1.0, None, None]


@pytest.mark.timeout(300)
def test_a_quick_run_of_sessions_settles_every_message():
    """With its peer where that is installed, and then both have the same sessions."""
    done = run("p2", "--quick", "--output", "json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    ours, *peers = report["rows"]
    assert ours["name"] == "ours"
    assert ours["values"]["messages/s"] > 0
    assert len(report["ratios"]) == 2 * len(peers)
    assert all("0 are not in both" in note or "Not compared" in note for note in report["notes"])
    assert len(report["notes"]) == (len(peers) or 1)


@pytest.mark.timeout(300)
def test_a_quick_run_of_the_inbound_path_records_every_webhook_beside_the_bare_consumer():
    done = run("inbound", "--quick", "--output", "json")
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    assert [row["name"] for row in report["rows"]] == [
        "ours, recorded and in sessions",
        "bare consumer, executemany, recorded",
    ]
    assert all(row["values"]["messages/s"] > 0 for row in report["rows"])
    assert all(ratio["value"] > 0 for ratio in report["ratios"])


@pytest.mark.timeout(300)
def test_a_quick_soak_looks_at_every_process_and_writes_its_part_of_the_page(tmp_path):
    page, looks = tmp_path / "numbers.md", tmp_path / "looks.csv"
    page.write_text(f"# Numbers\n\n{BEGIN}\nold\n{END}\n\n## What else\n")
    done = run("soak", "--quick", "--output", "json", "--write", str(page), "--csv", str(looks))
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    assert {row["name"] for row in report["rows"]} == {*ROLES, "postgres", "kafka", "redis"}
    assert all(row["values"]["MB in the end"] > 0 for row in report["rows"])
    assert any("all was read" in note for note in report["notes"])
    text = page.read_text()
    assert "old" not in text
    assert text.endswith(f"{END}\n\n## What else\n")
    assert all(f"| {name} |" in text for name in (*ROLES, "kafka", "inbound", "archive"))
    assert looks.read_text().startswith("seconds,memory relay,")


def test_a_page_without_marks_is_left_as_it_is(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n")
    with pytest.raises(ValueError, match="substring"):
        write(page, "part")
    assert page.read_text() == "# Page\n"


def looks(memory, files=(10, 10, 10, 10, 10), left=(0, 3, 5, 2, 0)):
    seen = zip(memory, files, left, strict=True)
    return [Sample(60.0 * n, {"api": m}, {"api": f}, {"inbound": lag}, {"t": n}) for n, (m, f, lag) in enumerate(seen)]


def test_what_grows_after_warming_up_is_told_and_what_grew_before_is_not():
    flat = soaked(looks([10_000_000, 90_000_000, 90_000_000, 90_000_000, 90_000_000]), [0.1], 1, 2.0, ["api"])
    assert [ratio.verdict for ratio in flat.ratios] == ["at most 1.1: kept"] * 2
    assert flat.rows[0].values["MB/hour"] == 0
    grown = soaked(looks([10_000_000, 60_000_000, 61_000_000, 62_000_000, 63_000_000]), [0.1], 1, None, ["api"])
    assert round(grown.rows[0].values["MB/hour"]) == 60
    assert any("NOT ALL WAS READ" in note for note in grown.notes)
    leaking = soaked(looks([1] * 5, files=(10, 10, 20, 30, 40)), [0.1], 1, 2.0, ["api"])
    assert [ratio.verdict for ratio in leaking.ratios] == ["at most 1.1: kept", "at most 1.1: MISSED"]


def test_a_lag_that_nobody_could_tell_is_not_taken_for_none():
    assert not Sample(0.0, {}, {}, {}, {}).done
    assert not Sample(0.0, {}, {}, {"inbound": None}, {}).done
    assert Sample(0.0, {}, {}, {"inbound": 0, "embed": 0}, {}).done


def test_a_long_curve_is_made_short_and_shows_its_peaks():
    drawn = line([0] * 100 + [8] + [None] * 99)
    assert (len(drawn), drawn.count("█")) == (40, 1)
    assert drawn.endswith(" ")


def test_the_family_of_a_process_is_counted_with_it():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stdin=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert set(gauge.family(parent.pid)) == {parent.pid, child}
        assert gauge.memory([parent.pid])["pss"] > 0
        assert gauge.files([parent.pid, child]) >= gauge.files([parent.pid]) > 0
        assert gauge.cpu(parent.pid) > 0
        parent.communicate()
    assert gauge.memory([parent.pid]) == {"rss": 0, "pss": 0}


def test_a_quick_run_does_not_make_the_environment_of_the_peers(tmp_path):
    with pytest.raises(NoPeers, match="quick run"):
        interpreter(make=False, folder=tmp_path / "peers")
    assert not (tmp_path / "peers").exists()


def test_peers_that_cannot_be_installed_are_a_plain_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(NoPeers, match=r"Not compared with its peer: .+ could not be made \(.+\)\."):
        interpreter(make=True, folder=tmp_path / "peers")


def test_an_unknown_stage_is_refused():
    done = run("p9")
    assert done.returncode == 2
    assert "p9" in done.stderr


def test_a_ratio_says_whether_its_goal_was_kept():
    assert Ratio("a", 0.8, 0.7).verdict == "at least 0.7: kept"
    assert Ratio("a", 0.6, 0.7).verdict == "at least 0.7: MISSED"
    assert Ratio("a", 1.2, 1.0, at_most=True).verdict == "at most 1: MISSED"
    assert Ratio("a", 1.2).verdict == "for comparison"


def test_a_ratio_of_pairs_is_the_median_of_the_ratios():
    assert paired([1, 2, 30], [2, 2, 10]) == 1.0
    assert paired([1.0], [0.0]) == 0.0


@pytest.mark.parametrize("share, value", [(0.5, 51), (0.99, 100), (1.0, 100)])
def test_a_percentile_is_a_value_that_was_measured(share, value):
    assert percentile(range(1, 101), share) == value


def test_no_reports_are_json_too():
    assert json.loads(as_json([]))["reports"] == []


def test_no_two_webhooks_are_alike(channels):
    sent = webhooks(channels, 200)
    assert len({one.request for one in sent}) == len({one.message_id for one in sent}) == 200
    assert {one.tenant_id for one in sent} == {channel.tenant_id for channel in channels}


@pytest.fixture
def channels():
    return [Channel(uuid4(), uuid4(), "k" * 64, uuid4()) for _ in range(3)]
