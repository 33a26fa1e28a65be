"""What the examples of types of claims are told of: a claim with all roles that its type takes."""

from __future__ import annotations

from tests.synthesis.made import HOMS

from marsad import lexicon
from marsad.model import Claim, Filler, Quantity, Span
from marsad.synthesis.telling import Teller
from marsad.synthesis.wording import Code

_FILLERS = {
    "agent": (Filler(Span(0, 12, "قوات النظام "), "sy.army"),),
    "target": (Filler(Span(20, 31, "أهالي البلد")),),
    "party": (Filler(Span(0, 12, "قوات النظام "), "sy.army"), Filler(Span(40, 43, "قسد"), "sy.sdf")),
    "object": (Filler(Span(50, 56, "الطحين")),),
    "place": (Filler(Span(60, 63, "حمص"), location=HOMS),),
}


def example(code: Code, type: str) -> str:
    """What a claim of this type says in a report."""
    kind = lexicon.load().types[type]
    claim = Claim(type, Span(90, 93, "حدث"), "asserted", roles={role: _FILLERS[role] for role in _FILLERS if role in kind.roles})
    return Teller.of(code).body(claim)


def counted(code: Code, type: str) -> str:
    """What a claim of this type says that counts three families."""
    claim = Claim(type, Span(90, 93, "حدث"), "asserted", quantities=(Quantity("count", 3, 3, "عائلة", False, Span(95, 98, "كذا")),))
    return Teller.of(code).body(claim)
