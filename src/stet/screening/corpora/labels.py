"""Each set's own labels, read as ours.

A set says nothing about what its annotators were not asked: such a head is absent, never 0. Values
are shares from 0 to 1: what most said is on its own side of one half, and how many said it is the distance.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from stet.screening.corpora import labels_more
from stet.screening.corpora.heads import (
    ABUSE,
    CLAUSES,
    HATE,
    OVERALL,
    PROMOTION,
    PROMOTIONS,
)
from stet.screening.corpora.saying import Labels, Row, by_class, fine, hateful, no_hate

_SECOND_PERSON: Final = re.compile(
    r"\b(?:you|your|yours|yourself|you're|youre|ur|u)\b", re.IGNORECASE
)
_KIND: Final = {
    "women": "sexism", "wom": "sexism", "gay": "homophobia", "trans": "homophobia", "bis": "homophobia",
    "gendermin": "homophobia", "lgb": "homophobia", "mus": "other_abuse", "jew": "other_abuse",
    "dis": "other_abuse", "bla": "racism", "asi": "racism", "arab": "racism", "non.white": "racism",
    "hispanic": "racism", "indig": "racism", "trav": "racism", "african": "racism", "mixed": "racism",
    "immig": "xenophobia", "ref": "xenophobia", "for": "xenophobia",
}  # fmt: skip


def aimed(row: Row) -> bool:
    """Whether an insult is likely meant for somebody here rather than for someone in the news."""
    return bool(_SECOND_PERSON.search(row["text"]))


def _blend(share: float, said: bool) -> float:
    """Half what most said and half how many did, so that a label never changes sides."""
    return round(0.5 * float(said) + 0.5 * share, 3)


def _civil(row: Row) -> Labels:
    given = row["labels"]
    most = max(1, given["n_annotators"])
    share = {
        key: given[f"n_{key}"] / most
        for key in ("insult", "profane_obscene", "identity_attack", "threat", "other_toxicity", "not_toxic", "all_toxic")
    }  # fmt: skip
    cleared = share["not_toxic"] > 0.5
    named = {key: value >= 0.5 and not cleared for key, value in share.items()}
    toxic = not cleared and any(value for key, value in named.items() if key != "not_toxic")
    labels = {
        OVERALL: _blend(1.0 - share["not_toxic"], toxic),
        "profanity": _blend(share["profane_obscene"], named["profane_obscene"]),
        "threat": _blend(share["threat"], named["threat"]),
        HATE: _blend(share["identity_attack"], named["identity_attack"]),
    }
    if not named["insult"] or aimed(row):
        labels["personal_attack"] = _blend(share["insult"], named["insult"])
    if labels[HATE] < 0.2:
        labels |= dict.fromkeys(ABUSE, labels[HATE])
    return labels | dict.fromkeys((*PROMOTIONS, PROMOTION), 0.0)


def _jigsaw(row: Row) -> Labels:
    given = row["labels"]
    labels = {
        OVERALL: float(any(given.values())),
        "profanity": float(given["obscene"]),
        "threat": float(given["threat"]),
        "personal_attack": float(given["insult"]),
        HATE: float(given["identity_hate"]),
    } | dict.fromkeys((*PROMOTIONS, PROMOTION), 0.0)
    if not given["obscene"]:
        labels["vulgarity"] = 0.0
    return labels | ({} if given["identity_hate"] else no_hate())


def _impermium(row: Row) -> Labels:
    insult = float(bool(row["labels"]["insult"]))
    return {OVERALL: insult, "personal_attack": insult}


def _davidson(row: Row) -> Labels:
    given = row["labels"]
    count = max(1, given["count"])
    kind = given["class"]
    overall = _blend(1.0 - given["neither"] / count, kind != "neither")
    if kind == "neither":
        return fine() | {OVERALL: overall}
    hate = _blend(given["hate_speech"] / count, kind == "hate_speech")
    labels = {OVERALL: overall, HATE: hate}
    return labels | ({"profanity": 1.0} if kind == "offensive_language" else {})


def _olid(row: Row) -> Labels:
    given = row["labels"]
    if given["subtask_a"] != "OFF":
        return fine()
    labels = {OVERALL: 1.0}
    if given["subtask_c"] == "IND" and aimed(row):
        labels["personal_attack"] = 1.0
    if given["subtask_b"] == "UNT":
        labels |= {"profanity": 0.8} | no_hate()
    return labels


def _edos(row: Row) -> Labels:
    given = row["labels"]
    if given["label_sexist"] != "sexist":
        # Asked only about sexism; other abuse among these rows is rare enough to be noise.
        return {OVERALL: 0.05, "sexism": 0.0} | dict.fromkeys((*PROMOTIONS, PROMOTION), 0.0)
    labels = hateful("sexism")
    labels["threat"] = float(given["label_category"].startswith("1."))
    return labels


def _hatemoji(row: Row) -> Labels:
    given = row["labels"]
    if given["label_gold"] != 1:
        return fine()
    target = row.get("target") or ""
    kinds = {kind for key, kind in _KIND.items() if f"'{key}" in target or f".{key}" in target}
    labels = hateful(kinds.pop() if len(kinds) == 1 else None)
    labels["threat"] = float(given.get("type") == "threateninglanguage")
    return labels


def _implicit(row: Row) -> Labels:
    given = row["labels"]
    if given["class"] == "not_hate":
        return fine()
    labels = hateful()
    if "threatening" in (given.get("implicit_class"), given.get("extra_implicit_class")):
        labels["threat"] = 1.0
    return labels


def _hasoc(row: Row) -> Labels:
    given = row["labels"]
    if given["task_1"] != "HOF":
        return fine()
    if given["task_2"] == "HATE":
        return hateful()
    labels = {OVERALL: 1.0}
    if given["task_2"] == "PRFN":
        labels["profanity"] = 1.0
    elif aimed(row):
        labels["personal_attack"] = 1.0
    return labels


def _mlma(row: Row) -> Labels:
    given = row["labels"]
    said = set(given["sentiment"].split("_"))
    nasty = said & {"hateful", "offensive", "abusive", "disrespectful"}
    toxic = (bool(nasty) and "normal" not in said) or bool(said & {"hateful", "abusive"})
    if not toxic:
        return fine() if said == {"normal"} else {}
    kind = {
        "origin": "racism", "gender": "sexism", "sexual_orientation": "homophobia",
        "religion": "other_abuse", "disability": "other_abuse",
    }.get(given["target"])  # fmt: skip
    if row.get("target") in {"immigrants", "refugees"}:
        kind = "xenophobia"
    if kind:
        return hateful(kind)
    return {OVERALL: 1.0} | ({"personal_attack": 1.0} if row.get("target") == "individual" else {})


def _spam(row: Row) -> Labels:
    if row["labels"]["spam"]:
        return {PROMOTION: 1.0}
    return dict.fromkeys((PROMOTION, *PROMOTIONS), 0.0)


def _published(_row: Row) -> Labels:
    """Passed by a newspaper's own moderators."""
    return fine(*CLAUSES, PROMOTION)


SETS: Final[dict[str, Callable[[Row], Labels]]] = {
    "toxic_spans_civil": _civil,
    # Chosen for being toxic: only its spans say something.
    "toxic_spans_semeval2021": lambda _row: {},
    "jigsaw_subset": _jigsaw,
    "impermium_insults": _impermium,
    "davidson": _davidson,
    "olid": _olid,
    "edos": _edos,
    "hatemoji": _hatemoji,
    "implicit_hate": _implicit,
    "hasoc2019": _hasoc,
    "mlma": _mlma,
    "youtube_spam": _spam,
    "ukp_nyt_comments": _published,
    "relevance_pairs_derived": lambda _row: {},
    "germeval2018": by_class("task2", "OTHER", ABUSE=HATE, INSULT="personal_attack", PROFANITY="profanity"),
    "germeval2021": labels_more.germeval2021,
    "iwg_refugees": labels_more.refugees,
    "alakrot_youtube_ar": labels_more.alakrot,
    "cyber2021_ar": by_class("class", "not cyber", cyber="personal_attack"),
    "l_hsab": by_class("class", "normal", hate=HATE),
    "t_hsab": by_class("class", "normal", hate=HATE),
    "mubarak2017_twitter": by_class("class", "clean", obscene="profanity"),
    "osact4": lambda row: hateful() if row["labels"]["hate"] == "HS" else {OVERALL: 1.0} if row["labels"]["offensive"] == "OFF" else fine(),
    "pars_offensive": by_class("label", "Neutral"),
    "lingda_tr": lambda row: {OVERALL: 1.0} if row["labels"]["label"] else fine(),
    "teknofest2023": by_class("target", "OTHER", INSULT="personal_attack", PROFANITY="profanity", RACIST="racism", SEXIST="sexism"),
    "tr_augmentation_lists": by_class("target", "OTHER", INSULT="personal_attack", PROFANITY="profanity", RACIST="racism", SEXIST="sexism"),
    "tr_cyberbullying": lambda row: {OVERALL: 1.0, "personal_attack": 1.0} if row["labels"]["cyberbullying"] else fine(),
    "tr_hate_keywords": labels_more.hate_keywords,
    "troff": by_class("class", "non", ind="personal_attack", grp=HATE, prof="profanity"),
    "context_toxicity": labels_more.context,
    "unhealthy_conversations": labels_more.unhealthy,
    "ethos": labels_more.ethos,
    "conan": labels_more.conan,
    "stormfront": lambda row: hateful() if row["labels"]["label"] == "hate" else fine(),
    "germs_at": lambda row: {"sexism": float(row["labels"]["frac_sexist"] > 0.5), OVERALL: float(row["labels"]["frac_sexist"] > 0.5)},
    "omp_german": labels_more.omp,
}  # fmt: skip
