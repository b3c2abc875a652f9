"""An author at a glance: the last ten comments, and which clauses the rejected ones broke."""

from stet.moderation.deciding import Verdict, decide
from stet.moderation.records import author_record
from tests.support.newsroom import Newsroom

ROSA = {"author_key": "browser:rosa"}


def test_it_names_the_last_ten_and_no_more_newest_first(newsroom: Newsroom) -> None:
    earlier = [newsroom.post(f"Number {number}.", **ROSA) for number in range(12)]
    record = author_record(newsroom.post("This one.", **ROSA))
    assert record is not None
    assert [each.id for each in record.latest] == [each.id for each in reversed(earlier[2:])]
    assert record.held == 12


def test_it_counts_the_clauses_of_standing_rejections_the_most_frequent_first(
    newsroom: Newsroom,
) -> None:
    for clauses in (("threat", "profanity"), ("profanity",)):
        rude = newsroom.post(f"Rude, {clauses}.", **ROSA)
        newsroom.decide(rude, "reject", *clauses)
    # Decided anew by a senior: the first decision stands no more.
    mild = newsroom.post("Mild after all.", **ROSA)
    newsroom.decide(mild, "reject", "threat")
    anew = Verdict(mild.id, "approve", seen=newsroom.seen(mild))
    decide(anew, newsroom.carol, newsroom.later())
    # Somebody else's.
    newsroom.decide(newsroom.post("Not hers.", author_key="browser:ben"), "reject", "threat")
    record = author_record(newsroom.post("This one.", **ROSA))
    assert record is not None
    assert [number for _title, number in record.by_clause] == [2, 1]
    assert (record.approved, record.rejected) == (1, 2)
