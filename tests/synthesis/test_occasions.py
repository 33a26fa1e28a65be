from __future__ import annotations

import datetime as dt
from pathlib import Path

from marsad.gazetteer import shipped
from marsad.intake.take import take
from marsad.ledger.store import open_ledger
from marsad.model import Document
from marsad.reader import geography_of
from marsad.synthesis.disagreements import disagreements
from marsad.synthesis.occasions import occasions
from marsad.synthesis.statements import statements

DAY = dt.date(2024, 5, 2)
NOON = dt.datetime(2024, 5, 2, 12, tzinfo=dt.UTC)
TEXTS = {
    "a.txt": "قتل 12 مدنيا في 1 أيار 2024 بقصف مدفعي على مدينة حمص، بحسب الدفاع المدني السوري.",
    "b.txt": "قالت وزارة الصحة السورية إن 17 مدنيا قتلوا في 1 أيار 2024 بقصف مدفعي على مدينة حمص.",
    "c.txt": "قال المرصد السوري لحقوق الإنسان إن ثلاثة جنود قتلوا في 20 نيسان 2024 بهجوم على مدينة تدمر.",
}


def test_two_articles_on_one_occasion_disagree_on_its_figure(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "marsad.db") as ledger:
        for key, text in TEXTS.items():
            take(Document(key, text.encode(), text, NOON, DAY), ledger, geography_of(shipped()))
        told = list(statements(ledger))
        killed = {s.article: s.id for s in told if s.claim.type == "killed"}
        incidents, figures = occasions(ledger, told)
        (found,) = disagreements(told, incidents, figures)
        assert (found.about, [side.claims for side in found.sides]) == ("figure", [(killed["a.txt"],), (killed["b.txt"],)])
        palmyra = [s for s in told if s.article == "c.txt"]
        only, counted = occasions(ledger, palmyra)
        assert [killed["c.txt"] in i.claims for i in only] == [True] and [f.low for f in counted] == [3]
        assert occasions(ledger, ()) == ((), ())
