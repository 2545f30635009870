"""The benchmarks run; how fast anything is, no test says."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from benchmarks.house import Channel
from benchmarks.report import Ratio, as_json, paired, percentile
from benchmarks.webhooks import webhooks

ROOT = Path(__file__).parents[2]


def run(*arguments):
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


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
    return [Channel(uuid4(), uuid4(), "k" * 64) for _ in range(3)]
