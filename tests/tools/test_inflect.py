"""The inflector: every weakness of the verb, nouns, participles, adjectives; forms are folded single words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.inflect import Form, Regular, adjective_forms, noun_forms, participle_forms, verb_forms

from marsad.text.fold import fold_word


def _texts(forms: Iterable[Form], **wanted: object) -> set[str]:
    return {f.text for f in forms if all(getattr(f, name) == value for name, value in wanted.items())}


def _folded(words: str) -> set[str]:
    return {fold_word(word) for word in words.split()}


def _cell(past: str, present: str, tense: str, voice: str) -> set[str]:
    """The forms of one tense that can be of one voice."""
    return {f.text for f in verb_forms(past, present) if f.tense == tense and f.voice in (voice, "both") and not f.construct}


# past, present: active forms | passive forms | what is no form of the verb
VERBS = """
كتب يكتب | كتبت كتبا كتبتا كتبوا كتبن كتبنا كتبتم يكتبون يكتبوا تكتب يكتبان يكتبا تكتبان يكتبن أكتب نكتب تكتبون | كتب يكتب | كوتب يكاتب
قتل يقتل | قتلوا يقتلون قتلت | قتل قتلوا يقتل | قوتل
دمر يدمر | دمرت دمروا تدمر | دمر دمرت يدمر | دومر
وصل يصل | وصلت وصلوا تصل يصلون وصلنا | وصل يوصل | يول ووصل
وقع يقع | وقعت يقعون تقع | وقع يوقع | يقعى
وضع يضع | وضعوا تضع يضعوا | وضع يوضع توضع | يضوع
أوقف يوقف | أوقفت يوقفون أوقفوا | أوقف أوقفوا يوقف | يقف
واصل يواصل | واصلت يواصلون | ووصل ووصلت يواصل | يوصل
قال يقول | قالت قالوا يقولون يقولوا يقل تقل قلت قلنا قلتم يقلن | قيل قيلت يقال تقال | قولت يقيل يقالى
نام ينام | نامت ناموا ينم نمت ينامون | نيم ينام | ينوم نامى
باع يبيع | باعت باعوا يبيعون يبع بعت | بيع بيعت يباع يباعون | يبوع
زار يزور | زارت زاروا يزر زرنا | زير يزار | يزير
أفاد يفيد | أفادت أفادوا يفيدون يفد أفدنا | أفيد يفاد | أفود يفود
أعاد يعيد | أعادت يعيدوا يعد أعدنا | أعيد أعيدت يعاد تعاد | أعود
أصاب يصيب | أصابت أصابوا | أصيب أصيبت أصيبوا أصيبا يصاب | أصوب
استعاد يستعيد | استعادت استعادوا يستعد استعدنا يستعيدون | استعيد استعيدت يستعاد | يستعود استعود
انهار ينهار | انهارت انهاروا ينهر | | انهير ينهير
احتاج يحتاج | احتاجت يحتاجون يحتج احتجنا | احتيج يحتاج | يحتيج
ازداد يزداد | ازدادت تزداد يزددن | ازديد يزداد | يزديد
جاء يجيء | جاءت جاؤوا جاءوا جئت جئنا يجيئون | جيء | جائت جاا
ساء يسوء | ساءت يسوؤون سؤت | سيء يساء | سائت
أساء يسيء | أساءت أساؤوا أسأت يسيئون | أسيء يساء | أسائت
دعا يدعو | دعت دعوا دعتا دعوت دعونا يدعون يدعوا يدع ندعو يدعوان | دعي دعيت دعوا يدعى يدع | دعات دعاوا
رمى يرمي | رمت رموا رميا رمتا رمينا يرمون يرم يرميان | رمي رميت يرمى يرمون | رمات رميوا يرميون
نفى ينفي | نفت نفوا نفيت ينفون تنفي ينف | نفي نفيت ينفى | نفات
نسي ينسى | نسيت نسوا نسينا ينسون ينس ينسيان | نسي ينسى | نست نسيوا
بقي يبقى | بقيت بقوا يبقون يبق | بقي | بقت بقيوا
سعى يسعى | سعت سعوا يسعون يسعيان يسع | سعي يسعى | يسعيون
أدلى يدلي | أدلت أدلوا يدلون يدل أدليت | أدلي أدليت يدلى | أدلات
ألقى يلقي | ألقت ألقوا يلقون | ألقي ألقيت يلقى | ألقات
استولى يستولي | استولت استولوا يستولون يستول استوليا | استولي استوليت يستولى | استولات
تلقى يتلقى | تلقت تلقوا يتلقون يتلق تلقينا | تلقي تلقيت يتلقى | تلقات
التقى يلتقي | التقت التقوا يلتقون يلتق التقينا | التقي يلتقى | التقات
ادعى يدعي | ادعت ادعوا ادعيت يدعون | ادعي يدعى | دعا
انتهى ينتهي | انتهت انتهوا ينتهون ينته | انتهي ينتهى | انتهات
لاقى يلاقي | لاقت لاقوا لاقينا يلاق | لوقي لوقيت يلاقى | لاقات
تفادى يتفادى | تفادت تفادوا يتفادون يتفاد | تفودي | تفادات
أحيا يحيي | أحيت أحيوا أحييا أحيينا | أحيي أحييت يحيا | أحيات
رأى يرى | رأت رأوا رأيا رأيت يرون ير يرين | رئي رئيت يرى | رأات يرأى
شن يشن | شنت شنوا شنا شننا شننت يشنون يشنن تشن | شن شنت يشن | شننوا يشننون
رد يرد | ردت ردوا رددت يردون يرددن | رد يرد | ردات يردد
أعد يعد | أعدت أعدوا أعددت أعددنا يعدون | أعد يعد | أعددوا يعدد
أصر يصر | أصرت أصروا أصررنا يصرون | أصر | أصررا أصررون
استمر يستمر | استمرت استمروا استمررنا يستمرون يستمررن | استمر | استمررا
احتل يحتل | احتلت احتلوا احتللنا يحتلون تحتل | احتل احتلت يحتل | احتللوا
انضم ينضم | انضمت انضموا انضممنا ينضمون | | انضمموا
تضاد يتضاد | تضادت تضادوا تضاددن | تضود | تضاددوا
احمر يحمر | احمرت احمررن | | احمرروا
أخذ يأخذ | أخذت أخذوا آخذ تأخذ يأخذون | أخذ أخذت يؤخذ تؤخذ | أأخذ أؤخذ
سأل يسأل | سألت سألوا يسألون أسأل | سئل سئلت سئلوا يسأل | سؤل
قرأ يقرأ | قرأت قرؤوا قرأوا قرآ قرأنا يقرؤون يقرأون يقرآن | قرئ قرئت يقرأ | قرأات
بدأ يبدأ | بدأت بدؤوا بدأوا بدءوا يبدؤون يبدأون يبدآن | بدئ بدئت | بدأات
لجأ يلجأ | لجأت لجؤوا لجأوا يلجؤون يلجأون يلجئون | لجئ | يلجءون
أنشأ ينشئ | أنشأت أنشؤوا ينشئون ينشئان تنشئ | أنشئ أنشئت ينشأ تنشأ | ينشءون
فاجأ يفاجئ | فاجأت فاجؤوا يفاجئون | فوجئ فوجئت فوجئوا يفاجأ | فاجئت
أكد يؤكد | أكدت أكدوا يؤكدون أؤكد نؤكد تؤكد | أكد يؤكد | يأكد أأكد
أدى يؤدي | أدت أدوا أديا يؤدون يؤد تؤدي | أدي يؤدى | أدات
آوى يؤوي | آوت آووا آوينا يؤوون تؤوي | أووي يؤوى | أوات
آمن يؤمن | آمنت آمنوا يؤمنون | أومن يؤمن | أأمن
آخذ يؤاخذ | آخذت آخذوا يؤاخذون | أوخذ | يآخذ
تآمر يتآمر | تآمرت تآمروا يتآمرون | تؤومر | تأامر
تساءل يتساءل | تساءلت تساءلوا يتساءل يتساءلون | تسوئل | يتسائل
استأنف يستأنف | استأنفت استأنفوا يستأنفون | استؤنف استؤنفت يستأنف | استئنف
اتخذ يتخذ | اتخذت اتخذوا يتخذون | اتخذ اتخذت | اتخذذت
اطلع يطلع | اطلعت اطلعوا يطلعون اطلعنا | اطلع | اطلععت
سيطر يسيطر | سيطرت سيطروا يسيطرون تسيطر سيطرنا | سيطر يسيطر | سوطر
دحرج يدحرج | دحرجت يدحرجون | دحرج يدحرج | دوحرج
تدهور يتدهور | تدهورت تدهوروا يتدهور | تدهور | تدهورر
اطمأن يطمئن | اطمأنت اطمأنوا اطمأننت يطمئنون | | اطمأننوا
حاصر يحاصر | حاصرت حاصروا يحاصرون | حوصر حوصرت حوصروا يحاصر تحاصر | حيصر يحوصر
قاتل يقاتل | قاتلت قاتلوا يقاتلون | قوتل قوتلوا | قيتل
تبادل يتبادل | تبادلت تبادلوا | تبودل تبودلت يتبادل | تبيدل
أعلن يعلن | أعلنت أعلنوا أعلنا يعلنون | أعلن أعلنت يعلن | أعلننا
أثبت يثبت | أثبتت أثبتوا أثبتنا أثبت | أثبت | أثبتتم
أيقن يوقن | أيقنت يوقنون | أوقن يوقن | أويقن
اقترب يقترب | اقتربت اقتربوا يقتربون | اقترب | اقتربب
اصطدم يصطدم | اصطدمت اصطدموا يصطدم | اصطدم | اصطدمم
اضطر يضطر | اضطرت اضطروا اضطررنا | اضطر اضطرت | اضطرروا
انسحب ينسحب | انسحبت انسحبوا ينسحبون انسحبنا | | انسحبب
استخدم يستخدم | استخدمت استخدموا | استخدم يستخدم | استخدمم
استمع يستمع | استمعت استمعوا استمعنا يستمعون | استمع | استميع
"""
_ROWS = [line.split("|") for line in VERBS.strip().splitlines()]


@pytest.mark.parametrize(("citation", "active", "passive", "wrong"), _ROWS, ids=[row[0].strip() for row in _ROWS])
def test_verb(citation: str, active: str, passive: str, wrong: str) -> None:
    forms = verb_forms(*citation.split())
    plain = [f for f in forms if not f.construct]
    assert _folded(citation) <= _texts(plain)
    assert _folded(active) <= {f.text for f in plain if f.voice in ("active", "both")}
    assert _folded(passive) <= {f.text for f in plain if f.voice in ("passive", "both")}
    if not passive.strip():
        assert not [f for f in forms if f.voice != "active"]
    assert not _texts(forms) & _folded(wrong)


def test_the_table_covers_the_weaknesses() -> None:
    assert len(_ROWS) >= 40


def test_sound_verb_exactly() -> None:
    past = _folded("سيطر سيطرت سيطرا سيطرتا سيطروا سيطرن سيطرنا سيطرتم")
    present = _folded("يسيطر تسيطر أسيطر نسيطر يسيطران يسيطرا تسيطران تسيطرا يسيطرون يسيطروا يسيطرن تسيطرون تسيطروا")
    forms = verb_forms("سيطر", "يسيطر")
    assert _texts(forms, tense="past", construct=False) == past
    assert _texts(forms, tense="present", construct=False) == present
    assert _texts(forms, construct=True) == _folded("سيطرو سيطرتمو يسيطرو تسيطرو")
    assert _texts(forms, tense="imperative") == {"سيطروا"}
    assert {f.voice for f in forms if f.tense != "imperative"} == {"both"}


def test_hollow_verb_exactly() -> None:
    short = _folded("قلت قلن قلنا قلتم")
    assert _cell("قال", "يقول", "past", "active") == _folded("قال قالت قالا قالتا قالوا") | short
    assert _cell("قال", "يقول", "past", "passive") == _folded("قيل قيلت قيلا قيلتا قيلوا") | short
    present = _folded("يقول تقول أقول نقول يقولان يقولا تقولان تقولا يقولون يقولوا تقولون تقولوا")
    jussive = _folded("يقل تقل أقل نقل يقلن")
    assert _cell("قال", "يقول", "present", "active") == present | jussive
    assert _cell("قال", "يقول", "present", "passive") == {w.replace("قو", "قا", 1) for w in present} | jussive


def test_defective_verb_exactly() -> None:
    assert _cell("نفى", "ينفي", "past", "active") == _folded("نفى نفت نفيا نفتا نفوا نفين نفيت نفينا نفيتم")
    assert _cell("نفى", "ينفي", "past", "passive") == _folded("نفي نفيت نفيا نفيتا نفوا نفين نفينا نفيتم")
    present = "ينفي تنفي أنفي ننفي ينف تنف أنف ننف ينفيان ينفيا تنفيان تنفيا ينفون ينفوا ينفين تنفون تنفوا"
    assert _cell("نفى", "ينفي", "present", "active") == _folded(present)


def test_voices_are_told_apart() -> None:
    voice = {(f.text, f.gender): f.voice for f in verb_forms("قال", "يقول") if f.tense == "past" and f.person == "3" and f.number == "s"}
    assert voice == {("قال", "m"): "active", ("قالت", "f"): "active", ("قيل", "m"): "passive", ("قيلت", "f"): "passive"}


@pytest.mark.parametrize(
    ("citation", "features", "text"),
    [
        ("أعلن يعلن", ("past", "s", "f", "3"), "أعلنت"),
        ("دخل يدخل", ("past", "p", "m", "3"), "دخلوا"),
        ("دخل يدخل", ("past", "d", "f", "3"), "دخلتا"),
        ("دخل يدخل", ("present", "p", "f", "3"), "يدخلن"),
        ("دخل يدخل", ("present", "s", "f", "3"), "تدخل"),
        ("دخل يدخل", ("present", "p", "", "1"), "ندخل"),
        ("دخل يدخل", ("present", "p", "m", "2"), "تدخلون"),
        ("دخل يدخل", ("imperative", "p", "m", "2"), "ادخلوا"),
        ("أوقف يوقف", ("imperative", "p", "m", "2"), "أوقفوا"),
        ("قال يقول", ("imperative", "p", "m", "2"), "قولوا"),
        ("انسحب ينسحب", ("imperative", "p", "m", "2"), "انسحبوا"),
        ("وضع يضع", ("imperative", "p", "m", "2"), "ضعوا"),
    ],
)
def test_features(citation: str, features: tuple[str, ...], text: str) -> None:
    tense, number, gender, person = features
    forms = verb_forms(*citation.split())
    assert fold_word(text) in _texts(forms, tense=tense, number=number, gender=gender, person=person, construct=False)


@pytest.mark.parametrize(
    ("citation", "before_object"),
    [
        ("قتل يقتل", "قتلو يقتلو قتلتمو"),
        ("نفى ينفي", "نفا نفو ينفو"),
        ("تلقى يتلقى", "تلقا يتلقا تلقو"),
        ("رأى يرى", "رآ يرا رأو"),
        ("قرأ يقرأ", "يقرؤ قرؤو قرأو"),
        ("أساء يسيء", "يسيئ"),
    ],
)
def test_before_an_object_enclitic(citation: str, before_object: str) -> None:
    assert _folded(before_object) <= _texts(verb_forms(*citation.split()), construct=True)


def test_no_passive_when_asked() -> None:
    assert "ميت" in _texts(verb_forms("مات", "يموت"))
    forms = verb_forms("مات", "يموت", passive=False)
    assert {f.voice for f in forms} == {"active"}
    assert "ميت" not in _texts(forms)


def test_hollow_verb_cited_in_the_passive() -> None:
    forms = verb_forms("أصيب", "يصاب")
    assert {f.voice for f in forms} == {"passive"}
    assert _folded("أصيب أصيبت أصيبوا أصبت أصبنا يصاب تصاب يصابون يصب") <= _texts(forms)
    assert not _folded("أصابت يصيب أصيبنا") & _texts(forms)


def test_two_letter_jussives_only_with_ya() -> None:
    texts = _texts(verb_forms("ولي", "يلي"))
    assert "يل" in texts
    assert not texts & {"تل", "نل", "ال"}


@pytest.mark.parametrize(
    ("noun", "plurals", "expected", "wrong"),
    [
        ("هجوم", [], "هجوم هجوما هجومان هجومين", "هجومات هجومون"),
        ("هجوم", ["هجمات"], "هجوم هجمات هجومان", "هجماتا هجومات"),
        ("هجمات", [], "هجمات", "هجماتا هجماتان"),
        ("غارة", [], "غارة غارتان غارتين غارات", "غارةا غاراتان"),
        ("ضحية", ["ضحايا"], "ضحية ضحيتان ضحايا", "ضحيات"),
        ("تفجير", [], "تفجير تفجيرا تفجيران تفجيرات", "تفجيرون"),
        ("اشتباك", [], "اشتباك اشتباكا اشتباكات", "اشتباكون"),
        ("اتهام", [], "اتهامات", "اتهامون"),
        ("انفجار", [], "انفجارات انفجاران انفجارين", "انفجارون"),
        ("استهداف", [], "استهدافات", "استهدافون"),
        ("إعلان", [], "إعلانات إعلانا", "إعلانون"),
        ("إثبات", [], "إثبات إثباتا إثباتات", "إثباتاتا"),
        ("تعاون", [], "تعاونا", "تعاونون"),
        ("تدخل", [], "تدخلات تدخلا", "تدخلون"),
        ("إجراء", [], "إجراء إجراءات إجراءان إجراءين", "إجرائات"),
        ("اعتداء", [], "اعتداء اعتداءات اعتداءان اعتداءين", "اعتدائات"),
        ("قراءة", [], "قراءة قراءات قراءتان", "قرائات"),
        ("منشأة", [], "منشأة منشآت منشأتان", "منشأات"),
        ("مباراة", [], "مباراة مباريات مباراتان", "مباراات"),
        ("حياة", [], "حياة حياتان", "حياات حيايات"),
        ("مقاتل", [], "مقاتل مقاتلا مقاتلون مقاتلين مقاتلان مقاتلات", "مقاتلة"),
        ("مدني", [], "مدني مدنيا مدنيون مدنيين مدنيان مدنيات", "مدنون"),
        ("نازح", [], "نازح نازحون نازحين نازحات", "نازحة"),
        ("مستشفى", [], "مستشفى مستشفيات مستشفيان مستشفيين", "مستشفىا مستشفون"),
        ("شيء", ["أشياء"], "شيء شيئا شيئان شيئين أشياء", "شيءا"),
        ("جزء", ["أجزاء"], "جزء جزءا جزءان جزأين أجزاء", "جزئا"),
        ("خطأ", ["أخطاء"], "خطأ خطآن أخطاء", "خطأان خطأا"),
        ("هدوء", [], "هدوء هدوءا", "هدوئا"),
        ("بطء", [], "بطء بطئا", "بطءا"),
        ("مبنى", ["مبان", "مباني"], "مبنى مبنيان مباني مبان", "مبناان"),
        ("مسعى", ["مساعي"], "مسعى مساعي مساع", "مسعىا"),
        ("تخلي", [], "تخلي تخل", "تخلون"),
        ("تخلٍّ", [], "تخلي تخل", "تخلن"),
        ("مصنع", ["مصانع"], "مصنع مصنعا مصانع", "مصانعا مصنعون"),
        ("قتيل", ["قتلى"], "قتيل قتيلا قتيلان قتيلين قتلى", "قتلىا"),
        ("جندي", ["جنود"], "جندي جنديا جنديان جنود جنودا", "جنديون"),
        ("لاجئ", ["لاجئون"], "لاجئ لاجئا لاجئون لاجئين لاجئان", "لاجءون"),
        ("سجن", ["سجون"], "سجن سجون سجونا", "سجين سجو"),
    ],
)
def test_noun(noun: str, plurals: list[str], expected: str, wrong: str) -> None:
    texts = _texts(noun_forms(noun, plurals), construct=False)
    assert _folded(expected) <= texts
    assert not _folded(wrong) & texts


@pytest.mark.parametrize(
    ("noun", "plurals", "expected"),
    [
        ("قتيل", [], "قتيلي"),
        ("مقاتل", [], "مقاتلو مقاتلي"),
        ("غارة", [], "غارت غارتا غارتي"),
        ("سلاح", ["أسلحة"], "أسلحت"),
        ("قتيل", ["قتلى"], "قتلا قتيلي"),
        ("حليف", ["حلفاء"], "حلفاؤ حلفائ"),
        ("ابن", ["أبناء"], "أبناؤ أبنائ"),
        ("مبدأ", ["مبادئ"], "مبدؤ مبدئ"),
        ("جزء", ["أجزاء"], "جزؤ جزئ أجزاؤ أجزائ"),
        ("عبء", ["أعباء"], "عبؤ عبئ"),
        ("شيء", [], "شيئ"),
        ("تواطؤ", [], "تواطئ"),
        ("مدني", ["مدنيون"], "مدنيو مدنيي"),
    ],
)
def test_noun_before_a_genitive_or_enclitic(noun: str, plurals: list[str], expected: str) -> None:
    assert _folded(expected) <= _texts(noun_forms(noun, plurals), construct=True)


def test_noun_exactly() -> None:
    def form(text: str, number: Literal["s", "d", "p"], construct: bool = False) -> Form:
        return Form(text, "noun", "both", number, "f", "", construct)

    assert set(noun_forms("غارة")) == {
        form("غاره", "s"),
        form("غارت", "s", True),
        form("غارتان", "d"),
        form("غارتا", "d", True),
        form("غارتين", "d"),
        form("غارتي", "d", True),
        form("غارات", "p"),
    }


@pytest.mark.parametrize(("regular", "has", "lacks"), [("f", "مطارات", "مطارون"), ("m", "مطارون", "مطارات"), (None, "مطارات", "مطارة")])
def test_regular_plural_on_demand(regular: Regular | None, has: str, lacks: str) -> None:
    texts = _texts(noun_forms("مطار", regular=regular))
    assert fold_word(has) in texts
    assert fold_word(lacks) not in texts


@pytest.mark.parametrize(
    ("base", "kind", "expected", "construct"),
    [
        ("محاصر", "passive", "محاصر محاصرا محاصرة محاصران محاصرين محاصرتان محاصرتين محاصرون محاصرات", "محاصرت محاصري محاصرتا محاصرو"),
        ("مسيطر", "active", "مسيطر مسيطرا مسيطرة مسيطرون مسيطرين مسيطرات", "مسيطرو مسيطري"),
        ("منتهي", "active", "منته منتهي منتهيا منتهية منتهيان منتهون منتهين منتهيات", "منتهو منتهيت"),
        ("منتهٍ", "active", "منته منتهي منتهية", "منتهيت"),
        ("ملقى", "passive", "ملقى ملقاة ملقيان ملقون ملقين ملقيات ملقاتان", "ملقا ملقات ملقو"),
        ("منفي", "passive", "منفي منفيا منفية منفيون منفيين منفيات", "منفيو منفيت"),
        ("لاجئ", "active", "لاجئ لاجئا لاجئة لاجئون لاجئين لاجئات", "لاجئو لاجئي لاجئت"),
        ("مقروء", "passive", "مقروء مقروءا مقروءة مقروءات", "مقروءت"),
    ],
)
def test_participle(base: str, kind: Literal["active", "passive"], expected: str, construct: str) -> None:
    forms = participle_forms(base, kind)
    assert {(f.tense, f.voice) for f in forms} == {(kind, kind)}
    assert _folded(expected) <= _texts(forms, construct=False)
    assert _folded(construct) <= _texts(forms, construct=True)


def test_passive_nisba_like_participle_keeps_its_ya() -> None:
    assert "منفون" not in _texts(participle_forms("منفي", "passive"))


@pytest.mark.parametrize(
    ("base", "expected", "wrong"),
    [
        ("عسكري", "عسكري عسكريا عسكرية عسكريان عسكريين عسكريتان عسكريون عسكريات", "عسكرون عسكر"),
        ("كبير", "كبير كبيرا كبيرة كبيران كبيرتين كبيرات", "كبيراء"),
        ("أحمر", "أحمر حمراء حمراوان حمراوين", "أحمرة"),
        ("أكبر", "أكبر كبرى", "أكبرة"),
        ("سيئ", "سيئ سيئة سيئون سيئات", "سيءة"),
        ("بريء", "بريء بريئا بريئة بريئان بريئون", "بريءة"),
    ],
)
def test_adjective(base: str, expected: str, wrong: str) -> None:
    texts = _texts(adjective_forms(base), construct=False)
    assert _folded(expected) <= texts
    assert not _folded(wrong) & texts


@pytest.mark.parametrize("word", ["", "قصف جوي", "raid", "قصف1", "گرد"])
def test_refuses_what_is_not_one_arabic_word(word: str) -> None:
    with pytest.raises(ValueError, match="not one Arabic word"):
        noun_forms(word)
    with pytest.raises(ValueError, match="not one Arabic word"):
        verb_forms(word, "يقصف")


def test_refuses_a_present_that_is_none() -> None:
    with pytest.raises(ValueError, match="does not begin with ي"):
        verb_forms("قصف", "تقصف")


def test_marks_do_not_matter() -> None:
    assert verb_forms("سَيْطَرَ", "يُسيطرُ") == verb_forms("سيطر", "يسيطر")
    assert noun_forms("غـارَة") == noun_forms("غارة")


_WORD = st.text(st.sampled_from("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"), min_size=1, max_size=9)


def _check(forms: tuple[Form, ...]) -> None:
    assert forms
    assert len(set(forms)) == len(forms)
    for form in forms:
        assert form.text
        assert fold_word(form.text) == form.text
        assert " " not in form.text


@given(_WORD, _WORD)
def test_any_letters_make_folded_words(past: str, present: str) -> None:
    _check(verb_forms(past, "ي" + present))


@given(_WORD, st.lists(_WORD, max_size=3), st.sampled_from(["f", "m", None]))
def test_any_noun_makes_folded_words(noun: str, plurals: list[str], regular: Regular | None) -> None:
    _check(noun_forms(noun, plurals, regular=regular))
    _check(participle_forms(noun, "active"))
    _check(participle_forms(noun, "passive"))
    _check(adjective_forms(noun))
