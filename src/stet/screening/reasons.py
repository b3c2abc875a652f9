"""Why something was found: a code for translation and its plain English sentence.

No sentence repeats the reader's words, so a reason can be shown, logged and mailed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


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


SENTENCES: Final[dict[Reason, str]] = {
    Reason.WORD: "A word or phrase on the list for this clause.",
    Reason.WORD_DISGUISED: "A word on the list for this clause, spelled in a way that hides it.",
    Reason.WORD_MASKED: "A word on the list for this clause, with some of its letters masked.",
    Reason.WORD_AMBIGUOUS: "A word that breaks this clause in some uses and is harmless in others.",
    Reason.WORD_MENTIONED: "A word on the list for this clause, but it seems to be quoted or discussed.",
    Reason.INSULT_AIMED: "An insult aimed at a person in this conversation.",
    Reason.INSULT_MILD: "A harsh word aimed at a person in this conversation.",
    Reason.INSULT_UNAIMED: "An insult; whom it is aimed at is not clear.",
    Reason.THREAT_PERSON: "Announces or wishes violence against a person in this conversation.",
    Reason.THREAT_GROUP: "Calls for violence against a group of people.",
    Reason.THREAT_UNCLEAR: "Words of violence; whether they threaten anyone is not clear.",
    Reason.CONTEMPT_GROUP: "Speaks of a group of people with contempt.",
    Reason.EXCLUSION_GROUP: "Denies a group of people their place or their rights.",
    Reason.ABUSE_UNCLEAR: "Harsh words beside a group of people; whose opinion they are is not clear.",
    Reason.PROMOTION_OFFER: "Offers goods, money or services.",
    Reason.PROMOTION_SELF: "Invites readers to the writer's own page, channel or contact.",
    Reason.PROMOTION_UNCLEAR: "Has a link, contact or wording that promotion often has.",
    Reason.PRIVATE_DATA: "Seems to hold someone's private data.",
    Reason.REPEATED: "Says the same thing over and over.",
    Reason.UNINTELLIGIBLE: "Much of it cannot be read as words.",
    Reason.HIDDEN_CHARACTERS: "Holds invisible characters that can hide or reorder words.",
    Reason.CRITICISM: "Criticises the publisher, which is welcome.",
    Reason.CONSTRUCTIVE: "Gives reasons or asks a question.",
    Reason.EVIDENCE: "Offers evidence: a source, a figure or an own observation.",
    Reason.OFF_TOPIC: "Shares few words with the article.",
    Reason.LANGUAGE_NOT_SERVED: "Its language is not one that the screener reads.",
    Reason.NO_WORDS: "Holds no words to read.",
}
