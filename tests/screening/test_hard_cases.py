"""Right about hard comments: what must never be rejected, and what must not slip through."""

import pytest

from tests.screening.conftest import rules, screen, sentences

WELCOME = list(sentences("welcome.txt"))
VIOLATIONS = list(sentences("violations.txt"))
# A share of the welcome ones may be shown to a person with a doubt; this is the most that may.
MOST_DOUBTED = 0.2


@pytest.mark.parametrize(("lang", "text"), WELCOME)
def test_the_rules_never_suggest_rejecting_a_welcome_comment(lang: str, text: str) -> None:
    assert screen(text, rules()).suggestion != "reject"


def test_the_rules_approve_most_welcome_comments() -> None:
    doubted = [text for _, text in WELCOME if screen(text, rules()).suggestion != "approve"]
    assert len(doubted) <= MOST_DOUBTED * len(WELCOME), doubted


def test_the_models_suggest_rejecting_few_of_the_hardest_welcome_comments() -> None:
    """They weigh what the rules found, and are wrong where a rule was written for the sentence."""
    wrong = [text for _, text in WELCOME if screen(text).suggestion == "reject"]
    assert len(wrong) <= 0.12 * len(WELCOME), wrong


@pytest.mark.parametrize(("label", "text"), VIOLATIONS)
def test_the_rules_find_the_clause_that_a_comment_breaks(label: str, text: str) -> None:
    _, clause = label.split()
    result = screen(text, rules())
    assert clause in result.clauses
    assert result.suggestion != "approve"
    assert any(span.clause == clause for span in result.spans)


def test_the_models_keep_what_the_rules_found() -> None:
    found = [(label.split()[1], screen(text)) for label, text in VIOLATIONS]
    assert sum(result.suggestion == "approve" for _, result in found) <= 0.03 * len(found)
    assert sum(clause in result.clauses for clause, result in found) >= 0.95 * len(found)
    assert sum(result.suggestion == "reject" for _, result in found) >= 0.85 * len(found)


@pytest.mark.parametrize(
    "spelling",
    ["fuck", "FUCK", "fuuuuck", "f u c k", "f.u.c.k", "f-u-c-k", "fu ck", "f*ck", "f**k", "fцck".replace("ц", "u"),
     "fсk".replace("с", "uс"), "ｆｕｃｋ", "f\u200bu\u200bc\u200bk", "fück", "f\u0336u\u0336c\u0336k", "fuсk"],
)  # fmt: skip
def test_a_disguised_word_scores_like_the_plain_one(spelling: str) -> None:
    plain = screen("They do not give a fuck about the bridge.")
    disguised = screen(f"They do not give a {spelling} about the bridge.")
    assert disguised.scores["profanity"] == plain.scores["profanity"]
    [span] = [s for s in disguised.spans if s.clause == "profanity"]
    assert (span.start, span.end) == (19, 19 + len(spelling))


def test_a_respelled_word_is_found_where_it_stands() -> None:
    result = screen("They do not give a phuck about the bridge.")
    assert "profanity" in result.clauses
    assert (19, 24) in [(span.start, span.end) for span in result.spans]


@pytest.mark.parametrize("kind", ["attack", "praise"])
def test_it_does_not_mind_who_is_mentioned(kind: str) -> None:
    """Group names alone change nothing: the same sentence about any people gets the same answer."""
    sentence = {
        "attack": "{} are animals.",
        "praise": "My neighbours are {} and they are good people.",
    }
    groups = [
        "Kurds",
        "Arabs",
        "Turks",
        "Jews",
        "Muslims",
        "Christians",
        "Yazidis",
        "immigrants",
        "women",
        "gays",
    ]
    said = [sentence[kind].format(group) for group in groups]
    wanted = {"attack": "reject", "praise": "approve"}[kind]
    assert {screen(text, rules()).suggestion for text in said} == {wanted}
    # The models may be less sure of one people than of another, and then ask a person.
    answers: list[str] = [screen(text).suggestion for text in said]
    assert set(answers) <= {wanted, "look"}
    assert answers.count(wanted) >= 0.7 * len(said)


def test_a_text_in_a_language_not_served_is_for_people() -> None:
    result = screen("El puente está cerrado desde marzo y nadie nos dice por qué.")
    assert (result.lang, result.suggestion) == ("es", "look")
    assert "not one that the screener reads" in result.reasons[0]


def test_a_text_without_words_is_for_people() -> None:
    assert screen("👍👍👍").suggestion == "look"


def test_an_override_that_reorders_words_is_for_people() -> None:
    result = screen("The minister said yes \u202eon dias eh\u202c yesterday.")
    assert result.suggestion == "look"
    assert "invisible characters" in result.reasons[-1]


def test_it_welcomes_criticism_of_the_publisher() -> None:
    result = screen("Your headline is misleading and this report has no source.")
    assert result.suggestion == "approve"
    assert result.scores["publisher_criticism"] > 0.5


@pytest.mark.parametrize(
    "text",
    ["This article is stupid.", "What a stupid article.", "Your argument is stupid.", "This law is stupid.",
     "Such a lazy, stupid piece.", "So ein dummer Artikel.", "Quelle loi stupide !", "Bu makale rezil.",
     "القانون غبي", "ئەم بڕیارە گەمژەیە", "Ev biryar pîs e."],
)  # fmt: skip
def test_harsh_words_about_a_thing_are_no_ground_to_reject(text: str) -> None:
    assert screen(text).suggestion != "reject"


@pytest.mark.parametrize(
    "text",
    ["This article is stupid and so are you.", "The author of this stupid article is an idiot.",
     "Stupid immigrants ruin this stupid country.", "This fucking article is stupid.", "الكاتب غبي", "Ihr seid dumm."],
)  # fmt: skip
def test_harsh_words_about_somebody_are(text: str) -> None:
    assert screen(text).suggestion == "reject"


def test_its_reasons_do_not_repeat_the_reader() -> None:
    assert "idiot" not in " ".join(screen("You are an idiot, Omar.").reasons)
