"""The people of the newsroom, their roles, and the tokens that programs use in their name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from stet.newsroom.ids import new_id
from stet.newsroom.roles import PERMISSIONS, Action, NotAllowed, Role


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(username__iexact=username)


class Staff(AbstractBaseUser):
    """One account. Accounts are switched off, never deleted: decisions name them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.MODERATOR)
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    preferences: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="how this person wants the desk, say its keys"
    )

    objects = StaffManager()

    USERNAME_FIELD = "username"

    class Meta:
        ordering = ["username"]
        verbose_name_plural = "staff"
        constraints = [
            models.UniqueConstraint(Lower("username"), name="newsroom_staff_username_once"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="newsroom_staff_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def may(self, action: Action) -> bool:
        return self.is_active and Role(self.role) in PERMISSIONS[action]

    def require(self, action: Action) -> None:
        """Raises `NotAllowed` unless this person may do ``action``."""
        if not self.may(action):
            raise NotAllowed(action)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's hash of the password, and the epoch: raising it signs out everywhere."""
        return salted_hmac(
            "stet.newsroom.models.Staff.session",
            f"{self.password}\x00{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class ApiToken(models.Model):
    """A desk token, kept as a SHA-256 digest: whoever reads the database cannot use it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label


class SignInFailure(models.Model):
    """A failed sign-in, kept for the throttle: who was tried and from which (hashed) network."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60)
    network = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["username", "at"], name="newsroom_signin_by_name"),
            models.Index(fields=["network", "at"], name="newsroom_signin_by_network"),
        ]

    def __str__(self) -> str:
        return str(self.id)
