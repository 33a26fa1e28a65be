"""What is compiled: the modules that `make compiled` names are there, and their code is of a kind that mypyc takes."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOOK = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["mypyc"]
MODULES = sorted(path for pattern in HOOK["include"] for path in ROOT.glob(pattern) if path.name != "__init__.py")


def test_every_pattern_names_modules() -> None:
    assert all(any(ROOT.glob(pattern)) for pattern in HOOK["include"])
    assert {path.parent.name for path in MODULES} == {"marsad", "text", "mentions", "claims", "geo"}
    assert HOOK["enable-by-default"] is False, "a machine without a C compiler must be able to install Marsad"


def starred_membership(source: str) -> list[int]:
    """The lines where a membership is tested in a display with a starred part (`x in (*a, b)`), which mypyc cannot compile."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        for op, right in zip(node.ops, node.comparators, strict=True)
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List | ast.Set)
        if any(isinstance(part, ast.Starred) for part in right.elts)
    ]


def test_a_starred_membership_is_noticed() -> None:
    assert starred_membership("a = 1\nb = a in (*c, 2)\n") == [2]
    assert starred_membership("b = a in {1, 2}\n") == []


def test_no_module_tests_membership_in_a_starred_display() -> None:
    found = {path.name: lines for path in MODULES if (lines := starred_membership(path.read_text(encoding="utf-8")))}
    assert not found, f"mypyc takes no `x in (*a, b)`; write a frozenset: {found}"
