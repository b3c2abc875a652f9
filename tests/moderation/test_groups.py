"""Which waiting comments are alike, and which are most likely fine."""

from uuid import UUID

import pytest

from stet.moderation.batching.groups import groups, similar_to, size_of
from stet.moderation.batching.holding import hold_members, hold_most_likely_fine, keep_held
from stet.moderation.leasing import lease
from stet.moderation.models import QueueItem
from stet.moderation.rules.authors import set_author_rule
from stet.newsroom.models import Staff
from tests.moderation.alike import CALM, PATTERN, SPAM, campaign, group_of
from tests.support.newsroom import Newsroom


def test_the_same_text_from_many_names_is_one_group(newsroom: Newsroom) -> None:
    campaign(newsroom, 3)
    newsroom.post("The ferry should sail twice a day, as it did before.")
    (found,), _ = groups()
    assert (found.group.kind, found.size, found.names) == ("text", 3, 3)
    assert found.sample.comment.name == "Reader 0"
    assert found.first < found.last


def test_nearly_the_same_text_belongs_to_the_group(newsroom: Newsroom) -> None:
    first, *_ = campaign(newsroom, 2)
    long = f"{SPAM} and tell all of your friends and neighbours about it as well today"
    longest = newsroom.post(long, "Reader 8")
    nearly = newsroom.post(long.replace("wonderful", "marvellous"), "Reader 9")
    assert group_of(longest) == group_of(nearly)
    assert group_of(first) != group_of(nearly)


def test_a_text_that_says_something_else_stays_out(newsroom: Newsroom) -> None:
    first, *_ = campaign(newsroom, 2)
    other = newsroom.post("I waited two hours at the pier with my children and nobody told us why")
    assert group_of(first) != group_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Look at https://www.shop.example/a?b=1 !", "Have you been to www.SHOP.example yet?"),
        ("All is told on youtube.com/watch?v=abc", "m.youtube.com/watch?v=abc&t=3s is good"),
        ("Write to Maria@post.example", "Ask maria@post.example for more of it, please"),
    ],
)
def test_one_link_in_different_spellings_makes_a_group(
    newsroom: Newsroom, one: str, other: str
) -> None:
    first, second = newsroom.post(one, "One"), newsroom.post(other, "Other")
    assert group_of(first, "link") == group_of(second, "link")
    assert [found.group.kind for found in groups()[0]] == ["link"]


def test_two_addresses_where_everybody_publishes_are_two_links(newsroom: Newsroom) -> None:
    first = newsroom.post("See youtube.com/watch?v=abc")
    second = newsroom.post("See youtube.com/watch?v=def", "Dora")
    assert group_of(first, "link") != group_of(second, "link")


def test_one_pattern_with_other_names_and_numbers_makes_a_group(newsroom: Newsroom) -> None:
    told = [("Maria", "$4,500"), ("Olga Petrova", "300"), ("Jo", "12 000")]
    comments = [
        newsroom.post(PATTERN.format(*parts), f"Reader {n}") for n, parts in enumerate(told)
    ]
    assert len({group_of(comment, "shape") for comment in comments}) == 1


def test_a_group_within_another_is_shown_once(newsroom: Newsroom) -> None:
    campaign(newsroom, 3, f"{SPAM} at shop.example, says Maria, for 300 only")
    assert [found.group.kind for found in groups()[0]] == ["text"]


def test_what_is_decided_belongs_to_no_group_any_more(newsroom: Newsroom) -> None:
    first, second = campaign(newsroom, 2)
    group = group_of(first)
    newsroom.decide(first, "approve")
    assert groups() == ([], False)
    sized = size_of(group)
    assert sized is not None
    assert sized.size == 1
    newsroom.decide(second, "approve")
    assert size_of(group) is None


def test_a_comment_tells_how_many_others_are_like_it(newsroom: Newsroom) -> None:
    first, *_ = campaign(newsroom, 3, f"{SPAM} at www.shop.example")
    newsroom.post("I like https://shop.example/b too", "Dora")
    found = similar_to(QueueItem.objects.get(pk=first.pk))
    assert [(one.group.kind, one.others) for one in found] == [("text", 2), ("link", 3)]


# Leases


def held_by(staff: Staff) -> set[UUID]:
    return set(QueueItem.objects.filter(lease_holder=staff).values_list("pk", flat=True))


def test_what_a_page_shows_is_leased_but_for_what_a_colleague_has(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 3)
    other = newsroom.post("Something else altogether, to be read afterwards.")
    lease(newsroom.bob, comments[0].id, newsroom.later())
    lease(newsroom.alice, other.id, newsroom.later())
    found = hold_members(group_of(comments[0]), 25, newsroom.alice, newsroom.later())
    assert [item.pk for item in found] == [comment.pk for comment in comments]
    assert held_by(newsroom.alice) == {comment.pk for comment in comments[1:]}
    assert held_by(newsroom.bob) == {comments[0].pk}


# Most likely fine


def test_the_calmest_are_offered_and_leased_to_one_person(newsroom: Newsroom) -> None:
    calm = [newsroom.post(CALM.format(n), f"Reader {n}") for n in range(22)]
    newsroom.post("You are all idiots and I will kill you", "Wroth")
    first = hold_most_likely_fine(newsroom.alice, newsroom.later())
    assert len(first) == 20
    assert {item.pk for item in first} <= {comment.pk for comment in calm}
    assert all(item.suggestion == "approve" for item in first)
    ranks = [item.risk_rank for item in first]
    assert ranks == sorted(ranks)
    second = hold_most_likely_fine(newsroom.bob, newsroom.later())
    assert {item.pk for item in second} == {c.pk for c in calm} - {item.pk for item in first}
    again = hold_most_likely_fine(newsroom.alice, newsroom.later())
    assert [item.pk for item in again] == [item.pk for item in first]


def test_what_is_flagged_or_unscreened_is_not_among_them(newsroom: Newsroom) -> None:
    fine = newsroom.post(CALM.format(1))
    newsroom.post("Backwards: \u202eeht yrref si etal\u202c, or is it not?", "Hidden")
    unscreened = newsroom.post(CALM.format(2), "Unread")
    QueueItem.objects.filter(pk=unscreened.pk).update(screening=None, suggestion="")
    alike = newsroom.post(CALM.format(3), "Alike")
    QueueItem.objects.filter(pk=alike.pk).update(flagged=True)
    found = hold_most_likely_fine(newsroom.alice, newsroom.later())
    assert [item.pk for item in found] == [fine.pk]


def test_whoever_a_rule_is_about_is_not_among_them(newsroom: Newsroom) -> None:
    fine = newsroom.post(CALM.format(1))
    first = newsroom.post(CALM.format(2), "Rosa", author_key="browser:rosa")
    set_author_rule(
        first.id, "two_people", "New here.", "30", by=newsroom.administrator, now=newsroom.later()
    )
    found = hold_most_likely_fine(newsroom.alice, newsroom.later())
    assert [item.pk for item in found] == [fine.pk]


TEXTS = (
    "The ferry to the islands is late again and nobody at the pier ever tells us why",
    "A new tram line would serve the hospital far better than any wider road could",
    "Our old bridge needs paint, lamps and a bench where walkers may rest in the shade",
)


def two_with_one_link(newsroom: Newsroom) -> None:
    newsroom.post("Look at https://www.pearls.example/a soon", "One")
    newsroom.post("I was at www.pearls.example/b yesterday", "Two")


def test_groups_come_in_pages_of_the_largest_first(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.moderation.batching.groups.MOST_GROUPS", 2)
    for size, text in zip((4, 2, 3), TEXTS, strict=True):
        campaign(newsroom, size, text)
    two_with_one_link(newsroom)

    first, more = groups()
    rest, none = groups(2)

    assert [found.size for found in first] == [4, 3]
    assert (more, none) == (True, False)
    assert sorted(found.group.kind for found in rest) == ["link", "text"]
    assert groups(4) == ([], False)


def test_parts_of_larger_groups_do_not_hide_the_others(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.moderation.batching.groups.MOST_GROUPS", 1)
    for number, text in enumerate(TEXTS):  # each has a link of its own, and so is a group twice
        campaign(newsroom, 5 - number, f"{text}: https://shop{number}.example/")
    two_with_one_link(newsroom)
    kinds = [groups(start)[0][0].group.kind for start in range(4)]
    assert kinds == ["text", "text", "text", "link"]


def test_a_page_that_is_worked_on_stays_its_readers(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 3)
    hold_members(group_of(comments[0]), 25, newsroom.alice, newsroom.later())
    before = QueueItem.objects.values_list("lease_until", flat=True).first()
    assert before
    kept = keep_held([c.id for c in comments], newsroom.alice, newsroom.later(200))
    assert kept.comments == {comment.id for comment in comments}
    assert kept.until > before
    assert set(QueueItem.objects.values_list("lease_until", flat=True)) == {kept.until}


def test_what_a_colleague_took_or_decided_meanwhile_is_lost(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 3)
    hold_members(group_of(comments[0]), 25, newsroom.alice, newsroom.later())
    newsroom.later(3600)  # she was away for longer than her leases
    lease(newsroom.bob, comments[0].id, newsroom.later())
    newsroom.decide(comments[1], "approve", by=newsroom.bob)
    kept = keep_held([c.id for c in comments], newsroom.alice, newsroom.later())
    assert kept.comments == {comments[2].id}
    assert QueueItem.objects.get(pk=comments[0].id).lease_holder == newsroom.bob
