"""Keys with which a publisher's own server says who is writing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stet.newsroom.ids import new_id
from stet.newsroom.models.articles import Site
from stet.newsroom.models.keys import LABEL_LIMIT
from stet.newsroom.models.staff import Staff

KID_LIMIT = 64
ISSUER_LIMIT = 200


class SignOnKey(models.Model):
    """A key that vouches for readers of one site, with one algorithm and as one issuer.

    It is revoked, never deleted and never changed: comments say by which one their author was
    vouched for. What a revoked one was made of is forgotten. Each change is in the ledger.
    """

    class Algorithm(models.TextChoices):
        HS256 = "HS256", "HS256"
        EDDSA = "EdDSA", "EdDSA"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="sign_on_keys")
    kid = models.CharField(max_length=KID_LIMIT, help_text="what a token's header names it by")
    algorithm = models.CharField(max_length=5, choices=Algorithm.choices)
    issuer = models.CharField(max_length=ISSUER_LIMIT, help_text="what iss must be")
    label = models.CharField(max_length=LABEL_LIMIT)
    sealed = models.TextField(
        blank=True, help_text="the secret or public key; see stet.newsroom.sealing"
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kid"], name="newsroom_signonkey_kid_once_per_site"
            ),
            models.CheckConstraint(
                condition=Q(algorithm__in=["HS256", "EdDSA"]),
                name="newsroom_signonkey_algorithm_known",
            ),
            models.CheckConstraint(
                condition=~Q(kid="") & ~Q(issuer=""), name="newsroom_signonkey_named"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) & ~Q(sealed="")
                | Q(revoked_at__isnull=False, sealed=""),
                name="newsroom_signonkey_sealed_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.label
