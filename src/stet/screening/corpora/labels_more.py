"""Readings of the sets in other languages, and of those that are only for evaluation."""

from __future__ import annotations

from stet.screening.corpora.heads import OVERALL
from stet.screening.corpora.saying import Labels, Row, fine, hateful


def germeval2021(row: Row) -> Labels:
    given = row["labels"]
    toxic = {OVERALL: 1.0} if given["Sub1_Toxic"] else fine()
    return toxic | {
        "constructive": float(given["Sub2_Engaging"]),
        "claim_evidence": float(given["Sub3_FactClaiming"]),
    }


def refugees(row: Row) -> Labels:
    said = [str(row["labels"].get(f"HatespeechOrNot (Expert {n})")) == "YES" for n in (1, 2)]
    return hateful("xenophobia") if all(said) else ({OVERALL: 0.6} if any(said) else fine())


def alakrot(row: Row) -> Labels:
    majority = row["labels"]["label_majority_scenario1"] == "P"
    either = row["labels"]["label_any2_scenario2"] == "P"
    if majority or either:
        return {OVERALL: 1.0 if majority else 0.7}
    return fine()


def hate_keywords(row: Row) -> Labels:
    given = row["labels"]
    if given["label"] == "hiçbiri":
        return fine()
    if given["label"] != "nefret":
        return {OVERALL: 1.0}
    sub = given["sub_label"]
    named = [
        c
        for key, c in (("etnik", "racism"), ("dini", "other_abuse"), ("cinsiyet", "sexism"))
        if key in sub
    ]
    return hateful(named[0] if len(named) == 1 else None)


def context(row: Row) -> Labels:
    given = row["labels"]
    return {OVERALL: float(bool(given.get("toxic") or given.get("toxic_in_context")))}


def unhealthy(row: Row) -> Labels:
    given = row["labels"]
    harsh = bool(given["antagonize"] or given["hostile"] or given["condescending"])
    return {
        OVERALL: float(not given["healthy"] or bool(given["hostile"] or given["antagonize"])),
        "personal_attack": float(harsh),
    }


def ethos(row: Row) -> Labels:
    given = row["labels"]
    toxic = given["isHate"] >= 0.5
    labels = hateful() if toxic else fine()
    for key, clause in (
        ("violence", "threat"), ("gender", "sexism"), ("race", "racism"),
        ("national_origin", "xenophobia"), ("sexual_orientation", "homophobia"),
    ):  # fmt: skip
        labels[clause] = float(toxic and given.get(key, 0) >= 0.5)
    return labels


def omp(row: Row) -> Labels:
    given = row["labels"]
    labels: Labels = {}
    if "Inappropriate" in given:
        labels[OVERALL] = float(bool(given.get("Discriminating") or given["Inappropriate"]))
    if "ArgumentsUsed" in given or "PersonalStories" in given:
        labels["constructive"] = float(
            bool(given.get("ArgumentsUsed") or given.get("PersonalStories"))
        )
    if given.get("PossiblyFeedback") is not None:
        labels["publisher_criticism"] = float(bool(given["PossiblyFeedback"]))
    return labels


def conan(row: Row) -> Labels:
    if row["labels"]["kind"] == "hate_speech":
        return hateful("other_abuse")
    return fine() | {"counter_speech": 1.0}
