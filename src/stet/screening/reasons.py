"""Why something was found, as a code; its sentences are in `explaining`.

The codes are stored and sent out, so they stay: only ever add.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    WORD = "word"
    WORD_DISGUISED = "word_disguised"
    WORD_MASKED = "word_masked"
    WORD_AMBIGUOUS = "word_ambiguous"
    WORD_MENTIONED = "word_mentioned"
    INSULT_AIMED = "insult_aimed"
    INSULT_MILD = "insult_mild"
    INSULT_UNAIMED = "insult_unaimed"
    THREAT_PERSON = "threat_person"
    THREAT_GROUP = "threat_group"
    THREAT_UNCLEAR = "threat_unclear"
    CONTEMPT_GROUP = "contempt_group"
    EXCLUSION_GROUP = "exclusion_group"
    ABUSE_UNCLEAR = "abuse_unclear"
    PROMOTION_OFFER = "promotion_offer"
    PROMOTION_SELF = "promotion_self"
    PROMOTION_UNCLEAR = "promotion_unclear"
    PRIVATE_DATA = "private_data"
    REPEATED = "repeated"
    UNINTELLIGIBLE = "unintelligible"
    HIDDEN_CHARACTERS = "hidden_characters"
    CRITICISM = "criticism"
    CONSTRUCTIVE = "constructive"
    EVIDENCE = "evidence"
    OFF_TOPIC = "off_topic"
    LANGUAGE_NOT_SERVED = "language_not_served"
    NO_WORDS = "no_words"
    MODEL = "model"
    MODEL_UNSURE = "model_unsure"
    MODEL_OVERALL = "model_overall"
    JUDGE = "judge"
