"""Everything such a person might do, and the fault that must be found."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db.models import F

from stet.comments.models import Comment, Contact, Original, Thread, ThreadPage
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.ledger.rows import insert_rows
from stet.moderation.models import Citation, ClauseMark, Decision, QueueItem, Screening
from stet.moderation.searching.models import SearchDoc
from stet.newsroom.models import Article, Clause, GuidelineVersion
from tests.verify.conftest import Lived
from tests.verify.hands import change, change_decision, decision_of, entry, erase_rows, rehash

Tampering = Callable[[Lived], object]


def swap_names(lived: Lived) -> None:
    change(lived, "Approved", name="Reply")
    change(lived, "Reply", name="Approved")


def forget_words(lived: Lived) -> None:
    SearchDoc.objects.filter(comment=lived.comments["Held"]).delete()


def keep_erased_words(lived: Lived) -> None:
    SearchDoc.objects.create(n=1, comment_id=lived.comments["Erased"], words=" my address | | | ")


def find_elsewhere(lived: Lived) -> None:
    lines = SearchDoc.objects.filter(comment=lived.comments["Held"])
    line = lines.get()
    lines.update(words=line.words.replace("§held", "§approved"))


def delete_comment(lived: Lived) -> None:
    QueueItem.objects.filter(comment=lived.comments["Held"]).delete()
    erase_rows(Comment.objects.filter(id=lived.comments["Held"]))


def approve_by_hand(lived: Lived) -> None:
    """Out of the queue and among the approved, on the strength of another comment's decision."""
    QueueItem.objects.filter(comment=lived.comments["Held"]).delete()
    other = decision_of(lived, "Approved").id
    change(lived, "Held", state="approved", version=2, decision=other, published_at=lived.now)


def forge_decision(lived: Lived) -> None:
    """A whole decision by hand; only the ledger was forgotten."""
    like = decision_of(lived, "Approved")
    like.id, like.comment_id = uuid4(), lived.comments["Held"]
    like.save(force_insert=True)
    QueueItem.objects.filter(comment=lived.comments["Held"]).delete()
    change(lived, "Held", state="approved", version=2, decision=like.id, published_at=like.at)


def remove_entry(lived: Lived) -> None:
    entry(lived, "Reply", Deed.COMMENT_APPROVED).delete()


def alter_payload(lived: Lived) -> None:
    one = entry(lived, "Rejected", Deed.COMMENT_REJECTED)
    Entry.objects.filter(seq=one.seq).update(payload=one.payload.replace("threat", "racism"))
    Entry.objects.filter(seq=one.seq).update(payload=one.payload.replace("reject", "approve"))


def alter_time(lived: Lived) -> None:
    one = entry(lived, "Approved", Deed.COMMENT_APPROVED)
    Entry.objects.filter(seq=one.seq).update(at=one.at - timedelta(days=1))


def insert_entry(lived: Lived) -> None:
    """An entry in the middle, everything after it moved up by one but not hashed again."""
    for seq in Entry.objects.order_by("-seq").values_list("seq", flat=True)[:5]:
        Entry.objects.filter(seq=seq).update(seq=F("seq") + 1)
    last = Entry.objects.count() - 5
    one = Entry.objects.get(seq=last)
    one.seq, one.previous, one.hash = last + 1, one.hash, "f" * 64
    one.save(force_insert=True)


def truncate_ledger(lived: Lived) -> None:
    Entry.objects.filter(seq__gt=Entry.objects.count() - 2).delete()


def empty_ledger(lived: Lived) -> None:
    Entry.objects.all().delete()


def forget_rejection(lived: Lived) -> None:
    """The rejection taken out of the ledger, and the chain made to hold again."""
    entry(lived, "Rejected", Deed.COMMENT_REJECTED).delete()
    rehash()


def log_twice(lived: Lived) -> None:
    one = entry(lived, "Held", Deed.COMMENT_SUBMITTED)
    one.seq, one.hash = Entry.objects.count() + 1, "e" * 64
    one.save(force_insert=True)
    rehash()


def move_against_the_table(lived: Lived) -> None:
    """A withdrawn comment approved, in the ledger too."""
    one = entry(lived, "Withdrawn", Deed.COMMENT_WITHDRAWN)
    one.seq, one.deed, one.hash = Entry.objects.count() + 1, Deed.COMMENT_REOPENED, "e" * 64
    one.save(force_insert=True)
    rehash()


def cite_another_clause(lived: Lived) -> None:
    decision = decision_of(lived, "Rejected")
    other = Clause.objects.get(version=decision.guidelines_id, key="racism")
    Citation.objects.filter(id=decision.citations.all()[0].id).update(clause=other)


def remove_citations(lived: Lived) -> None:
    decision_of(lived, "Rejected").citations.all().delete()


def backdate_guidelines(lived: Lived) -> None:
    """A later version of the guidelines that was, they say, in force all along."""
    version = GuidelineVersion.objects.get()
    version.id, version.number = uuid4(), 2
    version.save(force_insert=True)


def show_to_readers(lived: Lived) -> None:
    """A held comment pasted into the page that readers get."""
    page = ThreadPage.objects.get()
    held = lived["Held"]
    shown = bytes(page.json).replace(str(lived.comments["Reply"]).encode(), str(held.id).encode())
    ThreadPage.objects.update(json=shown)


def alter_page(lived: Lived) -> None:
    html = bytes(ThreadPage.objects.get().html)
    ThreadPage.objects.update(html=html.replace(b"fair price", b"high price"))


def keep_address(lived: Lived) -> None:
    Contact.objects.create(comment=lived["Erased"], email="bob@example.org")


def copy_screening(lived: Lived) -> None:
    screening = Screening.objects.filter(comment=lived.comments["Held"]).get()
    screening.id = uuid4()
    screening.save(force_insert=True)


TAMPERINGS: dict[str, tuple[Tampering, str]] = {
    "edits a text": (lambda it: change(it, "Approved", text="A bad use."), "comment.text_changed"),
    "trims a text": (
        lambda it: change(it, "Approved", text=it["Approved"].text.replace("\r\n", "\n")),
        "comment.text_changed",
    ),
    "edits a held text": (lambda it: change(it, "Held", text="?"), "comment.text_changed"),
    "edits a rejected text": (lambda it: change(it, "Rejected", text="."), "comment.text_changed"),
    "swaps names": (swap_names, "comment.frame_changed"),
    "makes a reply stand alone": (
        lambda it: change(it, "Reply", parent=None),
        "comment.frame_changed",
    ),
    "changes the salt": (lambda it: change(it, "Held", salt=b"x"), "comment.text_changed"),
    "lists a comment under another clause": (
        lambda it: ClauseMark.objects.create(clause="racism", comment_id=it.comments["Held"]),
        "queue.marks",
    ),
    "forgets a comment's words": (forget_words, "search.missing"),
    "keeps an erased comment's words": (keep_erased_words, "search.extra"),
    "lets a comment be found elsewhere": (find_elsewhere, "search.wrong"),
    "deletes a comment": (delete_comment, "comment.missing"),
    "makes a comment older": (
        lambda it: change(it, "Held", posted_at=it.now - timedelta(days=9)),
        "comment.time_changed",
    ),
    "says a comment was imported": (
        lambda it: change(it, "Held", source="elsewhere", source_id="1"),
        "comment.source_changed",
    ),
    "says that a comment was another elsewhere": (
        lambda it: insert_rows([Original(comment_id=it.comments["Held"], text="Another.")]),
        "comment.original_changed",
    ),
    "approves by hand": (approve_by_hand, "comment.undecided"),
    "approves by hand, without the ledger": (approve_by_hand, "comment.state_changed"),
    "forges a decision": (forge_decision, "decision.unlogged"),
    "hides an approved comment": (
        lambda it: change(it, "Approved", state="withdrawn", decision=None, published_at=None),
        "comment.state_changed",
    ),
    "raises a version": (lambda it: change(it, "Held", version=3), "comment.state_changed"),
    "leaves a text after erasure": (
        lambda it: change(it, "Erased", author_key="browser:1"),
        "comment.not_erased",
    ),
    "keeps an erased author's address": (keep_address, "comment.not_erased"),
    "removes an entry": (remove_entry, "ledger.broken"),
    "alters an entry's payload": (alter_payload, "ledger.broken"),
    "alters an entry's payload, seen in the decision": (alter_payload, "decision.changed"),
    "alters an entry's time": (alter_time, "ledger.broken"),
    "inserts an entry": (insert_entry, "ledger.broken"),
    "truncates the ledger": (truncate_ledger, "comment.state_changed"),
    "empties the ledger": (empty_ledger, "comment.unlogged"),
    "empties the ledger, seen in the guidelines": (empty_ledger, "guidelines.unlogged"),
    "empties the ledger, seen in the articles": (empty_ledger, "article.unlogged"),
    "forgets a rejection and hashes anew": (forget_rejection, "decision.unlogged"),
    "logs an arrival twice and hashes anew": (log_twice, "comment.logged_twice"),
    "logs a move against the table and hashes anew": (
        move_against_the_table,
        "comment.move_not_permitted",
    ),
    "turns a decision round": (
        lambda it: change_decision(it, "Rejected", outcome="approve"),
        "decision.changed",
    ),
    "cites another clause": (cite_another_clause, "decision.changed"),
    "removes the citations": (remove_citations, "decision.uncited"),
    "alters a note": (
        lambda it: change_decision(it, "Rejected", note="No reason."),
        "decision.changed",
    ),
    "backdates a decision": (
        lambda it: change_decision(it, "Rejected", at=it.now - timedelta(days=1)),
        "decision.changed",
    ),
    "backdates a decision before its guidelines": (
        lambda it: change_decision(it, "Rejected", at=it.now - timedelta(days=1)),
        "decision.guidelines",
    ),
    "says that nobody decided": (
        lambda it: change_decision(it, "Rejected", kind="imported", decider=None),
        "decision.changed",
    ),
    "deletes a decision": (
        lambda it: erase_rows(Decision.objects.filter(comment=it.comments["Overruled"])),
        "decision.missing",
    ),
    "backdates guidelines": (backdate_guidelines, "decision.guidelines"),
    "alters a clause": (
        lambda it: Clause.objects.filter(key="threat").update(text="Threats are fine."),
        "guidelines.changed",
    ),
    "switches a clause off": (
        lambda it: Clause.objects.filter(key="threat").update(enabled=False),
        "decision.unfounded",
    ),
    "alters a screening": (
        lambda it: Screening.objects.filter(comment=it.comments["Held"]).update(
            scores={"threat": 1.0}
        ),
        "screening.changed",
    ),
    "alters why a screening said so": (
        lambda it: Screening.objects.filter(comment=it.comments["Held"]).update(
            reason_codes=["criticism"]
        ),
        "screening.changed",
    ),
    "adds a screening": (copy_screening, "screening.unlogged"),
    "deletes a screening": (
        lambda it: Screening.objects.filter(comment=it.comments["Approved"]).delete(),
        "screening.missing",
    ),
    "takes a held comment out of the queue": (
        lambda it: QueueItem.objects.filter(comment=it.comments["Held"]).delete(),
        "queue.missing",
    ),
    "queues a decided comment": (
        lambda it: QueueItem.objects.filter(comment=it.comments["Held"]).update(
            comment=it.comments["Approved"]
        ),
        "queue.extra",
    ),
    "sends a comment to the back of the queue": (
        lambda it: QueueItem.objects.filter(comment=it.comments["Held"]).update(risk_rank=999),
        "queue.wrong",
    ),
    "alters a page": (alter_page, "thread.page"),
    "alters a compressed page": (
        lambda it: ThreadPage.objects.update(html_gzip=b"\x1f\x8b"),
        "thread.page",
    ),
    "deletes a page": (lambda it: ThreadPage.objects.all().delete(), "thread.page"),
    "shows a held comment to readers": (show_to_readers, "thread.not_approved"),
    "alters a count": (lambda it: Thread.objects.update(count=99), "thread.count"),
    "opens comments by hand": (
        lambda it: Article.objects.update(commenting="closed"),
        "article.commenting_changed",
    ),
}
