from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.synthesis.made import DAY, HOMS, RAQQA, place, said
from tests.synthesis.provenance import cited, unsaid

from marsad import lexicon
from marsad.export.document import Document, Section, Sentence
from marsad.gazetteer import shipped
from marsad.model import Article, Disc
from marsad.reader import geography_of, read_article
from marsad.synthesis import frontrules as rules
from marsad.synthesis.control import control
from marsad.synthesis.figures import Figure, Row, figures
from marsad.synthesis.held import Held
from marsad.synthesis.incidents import Incident, incidents
from marsad.synthesis.report import Material, Scope, report
from marsad.synthesis.siege import siege
from marsad.synthesis.sites import Asked, Spot
from marsad.synthesis.statements import Statement
from marsad.synthesis.voices import Voice
from marsad.synthesis.wording import CODES, Code

CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"
NEXT = DAY + dt.timedelta(days=1)


def made(told: Iterable[Statement], language: Code = "en", scope: Scope = Scope(), **more: object) -> Document:  # noqa: B008 (frozen)
    return report(Material(tuple(told), lambda s: s.claim.trigger.text, **more), scope, language)  # type: ignore[arg-type]


def sections(document: Document) -> dict[str, list[str]]:
    """The sentences of each section, also of those within."""
    return {section.title: [s.text for s in _all(section)] for section in document.sections}


def _all(section: Section) -> list[Sentence]:
    return [*section.sentences, *(s for inner in section.sections for s in _all(inner))]


TOLD = (
    said("airstrike", by="sy.airforce", voice="المرصد السوري لحقوق الإنسان", id="a1"),
    said("killed", voice="المرصد السوري لحقوق الإنسان", figures={"12 مدنيا": (12, 12)}, id="a2"),
    said("control", by="sy.army", where=RAQQA, voice="سانا", when=None, id="b1", article="two"),
    said("siege", by="sy.army", where=RAQQA, when=NEXT, id="b2", article="two", outlet="صحيفة"),
    said("access_denied", where=RAQQA, roles={"object": ("المساعدات",)}, voice="الهلال الأحمر", through="وكالة", id="b3", article="two"),
    said("displacement", figures={"نحو 300 عائلة": (300, 300)}, unit="عائلة", approx=True, where=None, id="b4", article="two"),
    said("agreement", roles={"party": ("المجلس", "الوفد")}, id="b5", article="two"),
    said("airstrike", status="negated", voice="سانا", id="c1", article="three"),
    said("attack", status="expected", voice="ناشطون", where=RAQQA, when=NEXT, id="c2", article="three"),
    said("statement", voice="ناشطون", id="c3", article="three"),
)


def test_each_claim_stands_where_it_belongs() -> None:
    found = sections(made(TOLD))
    assert found == {
        "What happened": [
            "Air strike by Syrian Arab Air Force in Homs, according to Syrian Observatory for Human Rights.",
            "Killed: 12 people in Homs, according to Syrian Observatory for Human Rights.",
        ],
        "Who holds what": ["Control of Ar Raqqah by Syrian Arab Army, according to “سانا”."],
        "Sieges": ["3 May 2024: siege of Ar Raqqah by Syrian Arab Army, according to “صحيفة”."],
        "Access and relief": [
            "2 May 2024: access denied (“المساعدات”) in Ar Raqqah, according to “الهلال الأحمر” (through “وكالة”).",
        ],
        "Displacement and population": ["2 May 2024: displaced: about 300 families, according to the article itself."],
        "Agreements and positions": ["2 May 2024: agreement between “المجلس” and “الوفد” in Homs, according to the article itself."],
        "Where sources disagree": [
            "Whether it happened (air strike, Homs): that it happened, according to Syrian Observatory for Human Rights"
            " – against that it did not, according to “سانا”.",
        ],
        "What is denied": ["Denied according to “سانا”: 2 May 2024: air strike in Homs."],
        "What is expected or intended": ["Expected according to “ناشطون”: 3 May 2024: attack in Ar Raqqah."],
        "What is not known": [
            "Claims whose place is not known: 1 claim.",
            "Claims that tell no time: 1 claim.",
            "Statements that say none of the above: 1 claim.",
        ],
    }


def test_the_same_in_arabic() -> None:
    found = sections(made(TOLD, "ar"))
    assert found["ما حدث"] == [
        "قصف جوي من جانب سلاح الجو السوري في حمص، بحسب المرصد السوري لحقوق الإنسان.",
        "قُتل 12 شخصا في حمص، بحسب المرصد السوري لحقوق الإنسان.",
    ]
    assert found["النزوح والسكان"] == ["2 أيار/مايو 2024: نزحت نحو 300 عائلة، بحسب نص الخبر نفسه."]
    assert found["ما نُفي"] == ["نفي بحسب سانا: 2 أيار/مايو 2024: قصف جوي في حمص."]


@pytest.mark.parametrize("language", CODES)
def test_the_order_of_the_claims_changes_nothing(language: Code) -> None:
    shuffled = list(TOLD)
    random.Random(4).shuffle(shuffled)
    assert made(shuffled, language) == made(TOLD, language)


@pytest.mark.parametrize("language", CODES)
def test_nothing_is_told_of_an_empty_period(language: Code) -> None:
    document = made(TOLD, language, Scope(("حمص",), DAY.replace(year=2019), DAY.replace(year=2020)))
    assert document.notes == () and [s.title for s in document.sections] == [{"ar": "ما لا يُعرف", "en": "What is not known"}[language]]
    assert (
        document.lead[-1].text
        == {
            "ar": "لا يذكر السجل شيئا عن هذا المكان في هذه الفترة.",
            "en": "The ledger tells nothing of this place in this period.",
        }[language]
    )
    assert document.sections[0].sentences[0].text == {"ar": "لا معلومات عن: حمص.", "en": "No information about: حمص."}[language]


def test_the_period_bounds_what_is_told() -> None:
    document = made(TOLD, scope=Scope((), NEXT, NEXT))
    assert {note.claim for note in document.notes} == {"b2", "c2"}  # the rest is of the day before, or came out on it
    open_end = made([said("siege", when=None, published=None, id="x"), said("siege", when=DAY, id="y")], scope=Scope((), None, NEXT))
    assert [note.claim for note in open_end.notes] == ["y"]


def test_claims_that_say_the_same_share_a_sentence() -> None:
    told = [said("shelling", voice=voice, article=voice) for voice in ("سانا", "المرصد", "شاهد")]
    (sentence,) = cited(made(told))
    assert sentence.notes == (1, 2, 3) and sentence.text.count("Shelling") == 1
    assert all(f"“{voice}”" in sentence.text for voice in ("سانا", "المرصد", "شاهد"))


def test_claims_of_one_incident_stand_together() -> None:
    told = [said("shelling", id="1"), said("bombing", where=RAQQA, id="2", at=9), said("wounded", id="3", at=20)]
    incident = Incident("i", ("1", "3"), ("shelling",), told[0].period, (), (), ())
    texts = sections(made(told, incidents=(incident,)))["What happened"]
    assert [text.split(" ")[0] for text in texts] == ["Shelling", "Wounding", "Bombing"]


def test_figures_are_ranges_with_their_voices() -> None:
    told = [
        said("killed", voice="المرصد", figures={"12 مدنيا": (12, 12)}, id="1"),
        said("killed", voice="سانا", figures={"17 على الأقل": (17, None)}, id="2"),
    ]
    rows = tuple(
        Row(Voice(name, name, None), low, high, False, (), DAY, claim)
        for name, low, high, claim in (("المرصد", 12, 12, "1"), ("سانا", 17, None, "2"))
    )
    figure = Figure("killed", "count", "person", "", rows, 12, None, "conflict")
    found = sections(made(told, figures=(figure,)))
    assert found["Figures"] == [
        "Killed: at least 12 people in Homs – 12 people according to “المرصد”; at least 17 people according to “سانا”."
    ]
    assert sections(made(told, "ar", figures=(figure,)))["الأرقام"] == [
        "قُتل 12 شخصا على الأقل في حمص: 12 شخصا بحسب المرصد؛ 17 شخصا على الأقل بحسب سانا."
    ]
    assert "Figures" not in sections(made(told, figures=(replace(figure, rows=rows[:1]),)))  # one voice is no range
    absent = Row(Voice("غائب", "غائب", None), 3, 3, False, (), DAY, "9")
    assert "Figures" not in sections(made(told, figures=(replace(figure, rows=(*rows, absent), low=3),)))  # a range of claims not asked for


def test_who_holds_and_besieges_a_place_stands_first() -> None:
    told = [
        said("capture", by="sy.army", voice="سانا", when=DAY - dt.timedelta(days=9), id="1"),
        said("control", by="sy.army", voice="سانا", id="2", article="two"),
        said("control", by="sy.sdf", voice="شاهد", figures={"60 في المئة": (60, 60)}, of="share", unit="percent", id="3", article="three"),
        said("siege", by="sy.sdf", voice="شاهد", id="4", article="four"),
    ]
    spot = Spot(HOMS.id, HOMS.name_ar, HOMS.name_en, HOMS.lat, HOMS.lon, HOMS.radius_km)
    asked = Asked(spot, Disc(HOMS.lat or 0, HOMS.lon or 0, 4))
    behind = {s.id: s for s in told}
    known = rules.load()
    held = Held(control(told, asked, known, at=DAY), siege(told, asked, known, at=DAY), behind, known.quiet_days)
    # Of the last days alone: what stands rests on older claims too.
    document = made(told, scope=Scope(("حمص",), DAY, DAY), held=(held,))
    found = sections(document)
    assert found["Who holds what"] == [
        "23 April 2024 to 2 May 2024: control of Homs by Syrian Arab Army, according to “سانا”.",
        "2 May 2024: control of Homs by Syrian Democratic Forces (60 percent), according to “شاهد”.",
    ]
    assert found["Sieges"] == ["2 May 2024: siege of Homs by Syrian Democratic Forces, according to “شاهد”."]
    assert {s.text: left for s in cited(document) if (left := unsaid(document, s, behind))} == {}
    nobody = Held(control((), asked, known, at=DAY), siege((), asked, known, at=DAY), {}, known.quiet_days)
    assert sections(made([], scope=Scope(("حمص",), DAY, DAY), held=(nobody,)))["What is not known"] == [
        "No information about: حمص.",
        "Nobody says who holds Homs on 2 May 2024.",
    ]


def test_vague_numbers_are_told_in_their_words() -> None:
    told = [said("wounded", figures={"عشرات المدنيين": (20, None)}), said("protest", figures={"آلاف": (2_000, 9_999)})]
    assert sections(made(told))["What happened"] == ["Wounding in Homs (“عشرات المدنيين”), according to the article itself."]
    assert sections(made(told))["Agreements and positions"] == ["2 May 2024: protest in Homs (“آلاف”), according to the article itself."]


def test_an_article_that_is_gone_is_said_to_be() -> None:
    document = made([replace(TOLD[0], state="gone", url="https://news.example/1", title="خبر")])
    assert document.notes[0].article == "خبر · published on 2 May 2024 · no longer published"
    assert "Claims of articles that are no longer published: 1 claim." in sections(document)["What is not known"]


def test_months_are_named_as_in_the_country() -> None:
    moroccan = replace(place("الرباط"), pcode="MA01")
    assert sections(made([said("siege", where=moroccan)], "ar"))["الحصار"][0].startswith("2 ماي 2024:")


# ---- nothing stands in it that no claim says


@pytest.fixture(scope="module")
def corpus() -> tuple[Statement, ...]:
    """The claims of some articles of each theatre."""
    families = {name: kind.family for name, kind in lexicon.load().types.items()}
    geography = geography_of(shipped())
    out: list[Statement] = []
    for path in sorted(CORPUS.glob("*.txt"))[::16]:
        read = read_article(Article(_text(path.stem), DAY), geography=geography)
        out += [
            Statement(c.id(path.stem), c, families[c.type], path.stem, path.stem, "صحيفة" if n % 2 else None, None, None, DAY, "live")
            for n, c in enumerate(read.claims)
        ]
    return tuple(out)


def _text(version: str) -> str:
    return (CORPUS / f"{version}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", CODES)
def test_every_word_and_number_is_in_a_claim_that_is_cited(corpus: Sequence[Statement], language: Code) -> None:
    found = incidents(corpus, _text)
    counted = tuple(figure for each in found for figure in figures(each, _text))
    document, told = made(corpus, language, incidents=tuple(each.incident for each in found), figures=counted), {s.id: s for s in corpus}
    assert {"ar": "الأرقام", "en": "Figures"}[language] in sections(document)
    sentences = list(cited(document))
    assert len(sentences) > 200
    assert {s.text: left for s in sentences if (left := unsaid(document, s, told))} == {}


@pytest.mark.parametrize("language", CODES)
def test_what_is_cited_by_nothing_speaks_of_the_report_alone(corpus: Sequence[Statement], language: Code) -> None:
    document = made(corpus, language)
    last = document.sections[-1]
    assert [s for section in document.sections[:-1] for s in _all(section) if not s.notes] == []
    assert last.title in ("What is not known", "ما لا يُعرف")
    assert {note.claim for note in document.notes} == {s.id for s in corpus if s.claim.type != "statement"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Killed: 12 people in Homs, according to Syrian Observatory for Human Rights.", set()),
        ("Killed: 13 people in Homs, according to Syrian Observatory for Human Rights.", {"13"}),
        ("Killed: 12 people in Damascus, according to Syrian Observatory for Human Rights.", {"damascus"}),
        ("2 May 2024: killed: 12 people in Homs.", set()),
        ("3 May 2024: killed: 12 people in Homs.", {"3", "2024"}),
        ("Killed: 12 people by Syrian Arab Army in Homs.", {"arab", "army"}),
    ],
)
def test_the_check_finds_what_no_claim_says(text: str, left: set[str]) -> None:
    document = made(TOLD)
    note = next(n for n, note in enumerate(document.notes, 1) if note.claim == "a2")
    assert unsaid(document, Sentence(text, (note,)), {s.id: s for s in TOLD}) == left


def test_the_check_finds_numbers_in_words() -> None:
    told = said("killed", figures={"ثلاثة": (3, 3)}, id="x")
    document = made([told], "ar")
    assert unsaid(document, Sentence("قُتل ثلاثة أشخاص في حمص.", (1,)), {"x": told}) == set()
    assert unsaid(document, Sentence("قُتل أربعة أشخاص في حمص.", (1,)), {"x": told}) == {"أربعة"}
    assert unsaid(document, Sentence("قُتل شخصان في حمص.", (1,)), {"x": told}) == {"شخصان"}
    assert HOMS.name_ar in document.sections[0].sections[0].sentences[0].text
