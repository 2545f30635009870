"""A verdict as one HTML page for people: counts, ids and places, no value of a row. It needs no server."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from pipelines.quality.verdict import Example, Promise, SuiteVerdict, Verdict

PAGE = "index.html"
LONGEST = 120
"""Characters of an id that are shown: what others put on the stream may be called anything."""

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #c2410c; --good: #15803d; --dim: #888 }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 } h2 { margin-top: 2.5rem }
table { border-collapse: collapse; width: 100% }
details { overflow-x: auto }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600; color: var(--dim) }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .8rem }
summary { cursor: pointer; display: flex; gap: 1rem } summary .name { flex: 1; font-weight: 600 }
.bad { color: var(--bad) } .good { color: var(--good) } .dim { color: var(--dim) }
.kept { columns: 18rem; font-size: .9em }
code { font-size: .85em; overflow-wrap: anywhere; word-break: break-all } ul { margin: .2rem 0; padding-left: 1.2rem }
"""

_TITLES = {"lake": "The lake", "staging": "The staging views"}


def write(verdict: Verdict, folder: Path) -> Path:
    """Write the page into a folder; where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / PAGE
    page.write_text("\n".join(_page(verdict)), encoding="utf-8")
    return page


def _page(verdict: Verdict) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quality</title>'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<style>{_STYLE}</style></head><body><h1>Quality</h1>"
    yield f"<p class='dim'>{_asked(verdict)}</p><p>{_answer(verdict)}</p>"
    for kind, title in _TITLES.items():
        if suites := [suite for suite in verdict.suites if suite.kind == kind]:
            yield f"<h2>{title}</h2>"
            yield from _suites(suites, verdict)
    yield "</body></html>"


def _asked(verdict: Verdict) -> str:
    since = f", what came in or changed since {verdict.since:%Y-%m-%d %H:%M %Z}" if verdict.since else ""
    whose = "all tenants" if verdict.tenants is None else f"tenant {', '.join(map(str, verdict.tenants))}"
    return f"{verdict.at:%Y-%m-%d %H:%M %Z}, {whose}{since}. It took {verdict.seconds:,.1f} s."


def _answer(verdict: Verdict) -> str:
    count, rows = verdict.violations(), sum(verdict.rows.values())
    mark = (
        f"<strong class='bad'>{count:,} violations</strong>" if count else "<strong class='good'>All is well</strong>"
    )
    change = f"{verdict.quarantined:,} newly in quarantine, {verdict.released:,} released"
    return f"{mark} in {rows:,} rows; {change}. Rows in quarantine are where they were: nothing is deleted."


def _suites(suites: list[SuiteVerdict], verdict: Verdict) -> Iterator[str]:
    """What is broken first; what has no rows in one line."""
    seen = [suite for suite in suites if suite.rows]
    for suite in sorted(seen, key=lambda one: (-one.violations, one.name)):
        yield from _suite(suite)
    missing = [suite.name for suite in suites if suite.name in verdict.missing]
    empty = [suite.name for suite in suites if not suite.rows and suite.name not in missing]
    if missing:
        yield f"<p class='dim'>Not built yet: {escape(', '.join(missing))}. <code>ventros analytics build</code></p>"
    if empty:
        yield f"<p class='dim'>Without rows: {escape(', '.join(empty))}.</p>"


def _suite(suite: SuiteVerdict) -> Iterator[str]:
    bad = suite.violations
    mark = f"<span class='bad'>{bad:,} violations</span>" if bad else "<span class='good'>well</span>"
    yield f"<details{' open' if bad else ''}><summary><span class='name'>{escape(suite.name)}</span>"
    yield f"<span class='dim'>{suite.rows:,} rows, {len(suite.promises)} promises</span>{mark}</summary>"
    broken = [one for one in suite.promises.values() if one.broken]
    if broken:
        yield "<table><tr><th>not so<th class='n'>rows<th class='n'>accepted<th>such as</tr>"
        yield from map(_promise, sorted(broken, key=lambda one: -one.violations))
        yield "</table>"
    kept = "".join(f"<li>{escape(one.what)}" for one in suite.promises.values() if not one.broken)
    yield f"<ul class='good kept'>{kept}</ul></details>"


def _promise(promise: Promise) -> str:
    shown = "".join(f"<li>{_example(one)}" for one in promise.examples)
    return (
        f"<tr><td class='bad'>{escape(promise.what)}<td class='n'>{promise.violations:,}"
        f"<td class='n'>{promise.accepted or ''}<td><ul>{shown}</ul></tr>"
    )


def _example(one: Example) -> str:
    places = "".join(f"<br><code class='dim'>{_place(place)}</code>" for place in one.places)
    return f"<code>{_cut(one.row_id)}</code> of {one.tenant_id}{places}"


def _place(place: dict[str, Any]) -> str:
    """As `ventros lake ls` and the manifest call it: file, partition and offset; or the view."""
    if "view" in place:
        return _cut(place["view"])
    return f"{escape(place['file'])}, {place['partition']}@{place['offset']}"


def _cut(text: str) -> str:
    return escape(text[:LONGEST])
