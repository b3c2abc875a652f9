import pytest
from hypothesis import given

from stet.text.facts import text_facts
from stet.text.languages import script_counts
from tests.text.strategies import texts

SENTENCES = [
    ("en", "The council has not answered our letters about the bridge."),
    ("ar", "لم تجب البلدية على رسائلنا حول الجسر"),
    ("ckb", "شارەوانی وەڵامی نامەکانی ئێمەی نەداوەتەوە"),
    ("ckb", "ئه‌م هه‌واڵه زۆر باشه"),
    ("ku", "Şaredariyê bersiva nameyên me li ser pirê neda"),
    ("tr", "Belediye köprü hakkındaki mektuplarımıza cevap vermedi ama çok bekledik"),
    ("fa", "شهرداری به نامه‌های ما درباره پل جواب نداده است"),
    ("de", "Die Stadt hat auf unsere Briefe zur Brücke nicht geantwortet"),
    ("fr", "La mairie n'a pas répondu à nos lettres sur le pont"),
    ("es", "El ayuntamiento no ha contestado a nuestras cartas sobre el puente"),
    ("ru", "Город не ответил на наши письма"),
    ("uk", "Місто не відповіло на наші листи"),
    ("el", "Ο δήμος δεν απάντησε"),
    ("he", "העירייה לא ענתה"),
    ("ja", "市は返事をくれませんでした"),
    ("ko", "시에서 답이 없었습니다"),
]


@pytest.mark.parametrize(("lang", "text"), SENTENCES)
def test_it_knows_the_language_of_a_sentence(lang: str, text: str) -> None:
    assert text_facts(text).language.tag == lang


@pytest.mark.parametrize("text", ["", "2016", "👍👍", "!!!", "Palmyra"])
def test_it_does_not_guess_without_evidence(text: str) -> None:
    assert text_facts(text).language.tag == "und"


def test_a_hint_decides_where_the_text_does_not() -> None:
    assert text_facts("Palmyra", "tr").language.tag == "tr"
    assert text_facts("Palmyra", "en-GB").language.tag == "en"


def test_good_evidence_overrules_a_hint() -> None:
    assert text_facts("The council has not answered our letters.", "tr").language.tag == "en"
    assert text_facts("The council has not answered our letters.", "ar").language.tag == "en"


def test_it_counts_letters_by_script() -> None:
    assert script_counts("abc سلام 12 Ж!") == {"Latin": 3, "Arabic": 4, "Cyrillic": 1}


@given(texts)
def test_it_has_an_answer_for_every_text(text: str) -> None:
    guess = text_facts(text, "ckb").language
    assert guess.tag
    assert 0 <= guess.confidence <= 1
