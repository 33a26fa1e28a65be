#!/usr/bin/env python3
"""Turn a reader's annotation (<id>.ann.json, spans as quoted snippets) into a gold file with character offsets.

usage: resolve.py TEXT.txt ANN.json OUT.json

ANN: {"id", "published", "claims": [{"line": 3, "type": ..., "trigger": SNIP, "status": ..., "sources": [SNIP...],
      "roles": {"agent": [SNIP...], ...}, "quantities": [{"of","low","high","unit","text": SNIP, "approx"?}],
      "time": {"start","end","text": SNIP}?}]}
SNIP: "words" (first occurrence in the claim's line), "words#2" (second occurrence there), "words@5" (in line 5),
      "words@5#2". Lines are numbered from 1, as `cat -n` shows them. Nothing but an exact substring is accepted.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from typing import Any

_TYPES = """
clash attack airstrike shelling bombing chemical execution abduction detention abuse advance withdrawal
capture control siege siege_lifted deployment killed wounded displacement destruction population shortage service_outage
aid access_denied evacuation agreement violation talks release protest gathering support accusation threat demand
rejection sanction statement
"""
TYPES = frozenset(_TYPES.split())
STATUS = frozenset({"asserted", "negated", "expected", "intended", "possible"})
ROLES = frozenset({"agent", "target", "party", "object", "place", "toward", "from", "means"})
OF = frozenset({"count", "share", "distance", "duration", "amount"})

SNIP = re.compile(r"(.*?)(?:@(\d+))?(?:#(\d+))?", re.DOTALL)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class AnnotationError(ValueError):
    """The annotation does not fit its text: one line for every slip."""


def resolve(text: str, annotation: dict[str, Any]) -> dict[str, Any]:
    """The gold object for `annotation` of `text`. Raises AnnotationError that names every slip."""
    lines: list[tuple[int, str]] = []
    pos = 0
    for line in text.split("\n"):
        lines.append((pos, line))
        pos += len(line) + 1
    errors: list[str] = []

    def span(snip: str, line: int, what: str) -> dict[str, Any] | None:
        match = SNIP.fullmatch(snip)
        assert match is not None  # every part of SNIP is optional
        words, at, nth = match[1], int(match[2] or line), int(match[3] or 1)
        if not 1 <= at <= len(lines):
            errors.append(f"{what}: no line {at}")
            return None
        base, content = lines[at - 1]
        found = -1
        for _ in range(nth):
            found = content.find(words, found + 1)
            if found < 0:
                errors.append(f"{what}: {words!r} (occurrence {nth}) not in line {at}")
                return None
        return {"start": base + found, "end": base + found + len(words), "text": words}

    claims: list[dict[str, Any]] = []
    for number, claim in enumerate(annotation["claims"], 1):
        name = f"claim {number} (line {claim.get('line')}, {claim.get('type')})"
        if claim.get("type") not in TYPES:
            errors.append(f"{name}: unknown type")
        if claim.get("status") not in STATUS:
            errors.append(f"{name}: unknown status {claim.get('status')}")
        errors += [f"{name}: unknown role {role}" for role in claim.get("roles", {}) if role not in ROLES]
        errors += [f"{name}: unknown quantity of {q.get('of')}" for q in claim.get("quantities", []) if q.get("of") not in OF]
        line = claim["line"]
        gold: dict[str, Any] = {
            "type": claim["type"],
            "trigger": span(claim["trigger"], line, name),
            "status": claim["status"],
            "sources": [span(s, line, name + " source") for s in claim.get("sources", [])],
            "roles": {r: [span(s, line, f"{name} {r}") for s in v] for r, v in claim.get("roles", {}).items() if v},
            "quantities": [{**q, "text": span(q["text"], line, name + " quantity")} for q in claim.get("quantities", [])],
        }
        if claim.get("time"):
            for key in ("start", "end"):
                day = claim["time"].get(key)
                if day is not None and not DAY.fullmatch(day):
                    errors.append(f"{name}: bad {key} {day}")
            gold["time"] = {**claim["time"], "text": span(claim["time"]["text"], line, name + " time")}
        claims.append(gold)
    if errors:
        raise AnnotationError("\n".join(errors))
    claims.sort(key=lambda c: (c["trigger"]["start"], c["type"]))
    return {"id": annotation["id"], "published": annotation["published"], "claims": claims}


def render(gold: dict[str, Any]) -> str:
    """A gold object as its file holds it."""
    return json.dumps(gold, ensure_ascii=False, indent=1)


def main(text_file: str, annotation_file: str, out_file: str) -> None:
    """Resolve one annotation; slips are printed and end the program with 1."""
    text = pathlib.Path(text_file).read_text(encoding="utf-8")
    annotation = json.loads(pathlib.Path(annotation_file).read_text(encoding="utf-8"))
    try:
        gold = resolve(text, annotation)
    except AnnotationError as error:
        print(error)
        sys.exit(1)
    pathlib.Path(out_file).write_text(render(gold), encoding="utf-8")
    print(f"{gold['id']}: {len(gold['claims'])} claims")


if __name__ == "__main__":
    main(*sys.argv[1:])
