"""A comment, and what publishing makes of the approved ones."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from stet.comments.identity import SIGNED_ON
from stet.comments.states import State
from stet.newsroom.ids import new_id
from stet.newsroom.models import Article, Claim, SignOnKey, Site


class Comment(models.Model):
    """What a reader sent, exactly, and where it stands.

    Only ``state``, ``version``, ``decision``, ``published_at`` and the screening facts ever change;
    the database refuses any other update (`stet.comments.guards`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    name = models.TextField()
    text = models.TextField()
    lang = models.CharField(max_length=16, help_text="detected; und when it could not be")
    posted_at = models.DateTimeField(help_text="when its author sent it (an import keeps its time)")
    received_at = models.DateTimeField(help_text="when it came here")

    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    version = models.PositiveIntegerField(default=1, help_text="raised by every move")
    decision = models.UUIDField(
        null=True, blank=True, help_text="the standing decision (a row of the moderation room)"
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="here; at its source, if it was approved there"
    )

    author_key = models.CharField(
        max_length=80, blank=True, help_text="kind:digest of who wrote it; empty: no record"
    )
    sign_on = models.ForeignKey(
        SignOnKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the key that vouched for its author; none: nobody did",
    )
    network = models.CharField(max_length=64, blank=True, help_text="keyed hash; the key rotates")
    double = models.CharField(max_length=64, blank=True, help_text="digest that tells a double")
    signature = models.BigIntegerField(null=True, help_text="near-duplicate signature of the text")
    reserved_name = models.BooleanField(default=False, help_text="resembles a name of the newsroom")
    salt = models.BinaryField(max_length=32)
    source = models.CharField(
        max_length=20, blank=True, help_text="the system it was imported from"
    )
    source_id = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["posted_at", "id"]
        indexes = [
            models.Index(
                fields=["article", "posted_at", "id"],
                condition=Q(state="approved"),
                name="comments_comment_thread",
            ),
            models.Index(
                fields=["article", "-published_at", "-id"],
                condition=Q(state="approved"),
                name="comments_comment_latest_there",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(state="approved"),
                name="comments_comment_latest",
            ),
            models.Index(fields=["author_key", "-received_at"], name="comments_comment_by_author"),
            models.Index(fields=["network", "received_at"], name="comments_comment_by_network"),
            models.Index(fields=["article", "received_at"], name="comments_comment_by_article"),
            models.Index(fields=["double", "received_at"], name="comments_comment_by_double"),
            models.Index(fields=["signature"], name="comments_comment_by_signature"),
            models.Index(fields=["state", "-received_at"], name="comments_comment_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="comments_comment_source_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="comments_comment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "rejected"], decision__isnull=False)
                | Q(state__in=["held", "withdrawn", "erased"], decision__isnull=True),
                name="comments_comment_decided_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", published_at__isnull=False)
                | (~Q(state="approved") & Q(published_at__isnull=True)),
                name="comments_comment_published_if_approved",
            ),
            models.CheckConstraint(
                condition=Q(state="erased", text="", name="")
                | (~Q(state="erased") & ~Q(text="") & ~Q(name="")),
                name="comments_comment_whole_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="comments_comment_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=(Q(sign_on__isnull=True) & ~Q(author_key__startswith=SIGNED_ON))
                | (
                    Q(sign_on__isnull=False)
                    & (Q(author_key__startswith=SIGNED_ON) | Q(state="erased"))
                ),
                name="comments_comment_signed_on_by_key",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Address(models.Model):
    """What the owner of a mailbox has said to this site; of the address itself a keyed digest only.

    It stays when the last contact is forgotten, if its owner wants no more letters.
    """

    class Stop(models.TextChoices):
        """Why nothing is sent there any more."""

        OWNER = "owner", "its owner wants no more"
        STRANGER = "stranger", "its owner has written nothing here"
        REFUSED = "refused", "its mail server refused it for good"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_for = models.CharField(max_length=10, choices=Stop.choices, blank=True)
    replies_stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "digest"], name="comments_address_once"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_for="")
                | (Q(stopped_at__isnull=False) & ~Q(stopped_for="")),
                name="comments_address_stopped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """Where the author asked to be told. Apart from the comment, so that it can be forgotten.

    Nothing of this comment is sent there before the owner of the mailbox has said that she wrote
    it (``confirmed_at``), and nothing after ``stopped_at``.
    """

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, primary_key=True)
    email = models.EmailField(max_length=254)
    address = models.ForeignKey(
        Address, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    lang = models.CharField(max_length=16, blank=True, help_text="of the interface; empty: site's")
    tell_decision = models.BooleanField(default=True)
    tell_replies = models.BooleanField(default=False)
    ask_at = models.DateTimeField(
        null=True, blank=True, help_text="when the owner of the mailbox is to be asked"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["ask_at"],
                condition=Q(ask_at__isnull=False),
                name="comments_contact_to_ask",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(address__isnull=False, ask_at__isnull=True),
                name="comments_contact_confirmed_address",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Link(models.Model):
    """A letter with a link that does something, once its receiver presses the button there.

    The link itself is nowhere: it is made of ``id`` and a secret (`stet.comments.contacts.tokens`).
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", "was this you?"
        FIND = "find", "the way to one's comments"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text="of the address, known here or not")
    network = models.CharField(max_length=64, blank=True, help_text="who caused it, for a day")
    lang = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="nobody to write to")

    class Meta:
        indexes = [
            models.Index(fields=["site", "digest", "kind", "made_at"], name="comments_link_to"),
            models.Index(fields=["network", "kind", "made_at"], name="comments_link_from"),
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="comments_link_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Original(models.Model):
    """How an import stood in the system it came from, where that says more than its row here.

    It never changes, and goes when the comment is erased (`stet.comments.guards`).
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.PROTECT, primary_key=True, related_name="original"
    )
    text = models.TextField(blank=True, help_text="the text there, exactly; empty: as here")
    status = models.CharField(max_length=40, blank=True, help_text="that system's own word")
    parent = models.CharField(
        max_length=200, blank=True, help_text="the number it answers there, if another than here"
    )

    def __str__(self) -> str:
        return str(self.pk)


class Thread(models.Model):
    """The published comments of one article: how many, and in which edition."""

    article = models.OneToOneField(Article, on_delete=models.PROTECT, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0, help_text="raised by every publication")
    changed_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="when this edition was made"
    )

    def __str__(self) -> str:
        return str(self.pk)


class ThreadPage(models.Model):
    """Fifty comments of a thread, rendered once; reading hands out these bytes."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(help_text="1, 2, 3, …")
    first_posted_at = models.DateTimeField()
    first_id = models.UUIDField()
    last_posted_at = models.DateTimeField()
    last_id = models.UUIDField()
    html = models.BinaryField(help_text="the fragment, UTF-8")
    html_gzip = models.BinaryField()
    json = models.BinaryField(help_text="the JSON array of its comments, UTF-8")
    json_deflate = models.BinaryField(help_text="the same, raw deflate, to be framed on reading")
    digest = models.CharField(max_length=64, help_text="of html and json; makes the ETag")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "number"], name="comments_threadpage_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.number}"


class NetworkKey(models.Model):
    """The key of one day's network hashes. When it is gone, the hashes lead nowhere."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)
