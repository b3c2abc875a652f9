"""Who may open what: every address of the desk, every role, and nobody."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from stet.comments.models import Comment
from stet.newsroom.models import Article, Staff
from stet.newsroom.roles import PERMISSIONS, Action, Role
from stet.web.desk.urls import urlpatterns
from tests.desk.conftest import SignedIn

# name: (method, what it takes). None: any member of staff.
TABLE: dict[str, tuple[str, Action | None]] = {
    "next": ("get", Action.DECIDE),
    "ahead": ("post", Action.DECIDE),
    "leave": ("post", Action.DECIDE),
    "live": ("get", Action.SEE_DESK),
    "list": ("get", Action.SEE_DESK),
    "search": ("get", Action.SEE_DESK),
    "views": ("get", Action.SEE_DESK),
    "keep_view": ("post", Action.SEE_DESK),
    "edit_view": ("post", Action.SEE_DESK),
    "comment": ("get", Action.SEE_DESK),
    "decide": ("post", Action.DECIDE),
    "skip": ("post", Action.DECIDE),
    "reopen": ("post", Action.DECIDE),
    "erase": ("post", Action.ERASE),
    "batches": ("get", Action.DECIDE),
    "batches_fine": ("get", Action.DECIDE),
    "batches_group": ("get", Action.DECIDE),
    "batches_keep": ("post", Action.DECIDE),
    "batches_undo": ("post", Action.DECIDE),
    "batches_reject": ("post", Action.DECIDE),
    "reviews": ("get", Action.REVIEW),
    "review": ("get", Action.REVIEW),
    "answer_review": ("post", Action.REVIEW),
    "release_review": ("post", Action.ANSWER_ESCALATED),
    "leave_review": ("post", Action.REVIEW),
    "withdraw_asked": ("post", Action.REVIEW),
    "ask_second": ("post", Action.DECIDE),
    "wishes": ("post", None),
    "disagreements": ("get", Action.REVIEW),
    "disagreement": ("get", Action.REVIEW),
    "add_remark": ("post", Action.REVIEW),
    "settle_disagreement": ("post", Action.SETTLE),
    "exemplify": ("post", Action.EDIT_GUIDELINES),
    "agreement": ("get", Action.SEE_AGREEMENT),
    "escalate": ("get", Action.DECIDE),
    "evidence": ("post", Action.ANSWER_ESCALATED),
    "overturned": ("get", Action.SEE_OVERTURNED),
    "insight": ("get", Action.SEE_DESK),
    "insight_subjects": ("get", Action.SEE_INSIGHT),
    "insight_screening": ("get", Action.SEE_INSIGHT),
    "insight_fairness": ("get", Action.SEE_INSIGHT),
    "insight_pace": ("get", Action.SEE_DESK),
    "breaks": ("post", Action.SEE_DESK),
    "author": ("get", Action.SEE_DESK),
    "history": ("get", Action.SEE_DESK),
    "sign_out": ("post", None),
    "account": ("get", None),
    "password": ("post", None),
    "keys": ("post", None),
    "end_sessions": ("post", None),
    "new_token": ("post", None),
    "end_token": ("post", None),
    "articles": ("get", Action.EDIT_ARTICLES),
    "new_article": ("post", Action.EDIT_ARTICLES),
    "article": ("post", Action.EDIT_ARTICLES),
    "commenting": ("post", Action.EDIT_ARTICLES),
    "merge": ("post", Action.EDIT_ARTICLES),
    "article_rules": ("post", Action.SET_ARTICLE_RULES),
    "author_rule": ("post", Action.SET_AUTHOR_RULES),
    "rules": ("get", Action.SEE_RULES),
    "measure_rule": ("get", Action.SET_RULES),
    "rule": ("get", Action.SEE_RULES),
    "switch_rule": ("post", Action.SET_RULES),
    "take_back_rule": ("post", Action.SEE_RULES),
    "end_author_rule": ("post", Action.SET_AUTHOR_RULES),
    "guidelines": ("post", Action.EDIT_GUIDELINES),
    "guidelines_draft": ("post", Action.EDIT_GUIDELINES),
    "guidelines_preview": ("get", Action.EDIT_GUIDELINES),
    "guidelines_publish": ("post", Action.EDIT_GUIDELINES),
    "guidelines_discard": ("post", Action.EDIT_GUIDELINES),
    "lexicon": ("get", Action.EDIT_LEXICON),
    "lexicon_edit": ("post", Action.EDIT_LEXICON),
    "screener": ("get", Action.TUNE_SCREENER),
    "screener_change": ("post", Action.TUNE_SCREENER),
    "screener_try": ("get", Action.TUNE_SCREENER),
    "screener_run": ("get", Action.TUNE_SCREENER),
    "screener_cancel": ("post", Action.TUNE_SCREENER),
    "settings": ("post", Action.EDIT_SITE),
    "embed_key": ("post", Action.MANAGE_KEYS),
    "sign_on": ("get", Action.EDIT_SITE),
    "change_writing": ("post", Action.EDIT_SITE),
    "new_sign_on_key": ("get", Action.MANAGE_KEYS),
    "sign_on_key": ("get", Action.MANAGE_KEYS),
    "revoke_sign_on_key": ("post", Action.MANAGE_KEYS),
    "others": ("get", Action.MANAGE_KEYS),
    "new_key": ("get", Action.MANAGE_KEYS),
    "other_key": ("get", Action.MANAGE_KEYS),
    "alter_key": ("post", Action.MANAGE_KEYS),
    "new_phase": ("get", Action.MANAGE_KEYS),
    "coral_phase": ("get", Action.MANAGE_KEYS),
    "alter_phase": ("post", Action.MANAGE_KEYS),
    "webhooks": ("get", Action.MANAGE_WEBHOOKS),
    "new_webhook": ("get", Action.MANAGE_WEBHOOKS),
    "webhook": ("get", Action.MANAGE_WEBHOOKS),
    "alter_webhook": ("post", Action.MANAGE_WEBHOOKS),
    "send_webhook": ("post", Action.MANAGE_WEBHOOKS),
    "webhook_delivery": ("get", Action.MANAGE_WEBHOOKS),
    "staff": ("get", Action.MANAGE_STAFF),
    "new_staff": ("post", Action.MANAGE_STAFF),
    "change_staff": ("post", Action.MANAGE_STAFF),
}
OPEN = {"sign_in"}


def address(name: str, comment: Comment, article: Article) -> str:
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name)
    known = {
        "comment_id": comment.id,
        "article_id": article.id,
        "token_id": uuid4(),
        "review_id": uuid4(),
        "run_id": uuid4(),
        "author_rule_id": uuid4(),
        "view_id": uuid4(),
        "key_id": uuid4(),
        "phase_id": uuid4(),
        "webhook_id": uuid4(),
        "delivery_id": uuid4(),
        "batch_id": uuid4(),
        "kind": "text",
        "key": "0",
        "rule_id": uuid4(),
        "username": "nobody",
    }
    names = pattern.pattern.converters
    return reverse(f"desk:{name}", kwargs={key: known[key] for key in names})


def test_it_has_a_line_for_every_address() -> None:
    assert {str(pattern.name) for pattern in urlpatterns} == TABLE.keys() | OPEN


@pytest.mark.parametrize("name", TABLE)
def test_it_sends_nobody_to_sign_in(
    name: str, charlie: Client, comment: Comment, article: Article
) -> None:
    method, _action = TABLE[name]
    response = getattr(charlie, method)(address(name, comment, article))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("desk:sign_in"))
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", list(Role))
def test_it_opens_to_each_role_what_the_permission_table_says(
    role: Role, hire: object, signed_in: SignedIn, comment: Comment, article: Article
) -> None:
    person: Staff = hire("dana", role)  # type: ignore[operator]
    for name, (method, action) in TABLE.items():
        client = signed_in(person)
        response = getattr(client, method)(address(name, comment, article))
        allowed = action is None or role in PERMISSIONS[action]
        assert (response.status_code == 403) is not allowed, name
        assert response["Cache-Control"] == "no-store", name
        assert response["X-Robots-Tag"] == "noindex", name
        person.refresh_from_db()


def test_it_names_what_the_role_lacks(desk: Client) -> None:
    response = desk.get(reverse("desk:staff"))
    assert response.status_code == 403
    assert "Moderator" in response.content.decode()
    assert "manage staff accounts" in response.content.decode()


def test_it_shows_only_the_menu_that_the_role_may_open(
    desk: Client, administrator: Staff, signed_in: SignedIn
) -> None:
    staff_page = reverse("desk:staff")
    assert f'href="{staff_page}"' not in desk.get(reverse("desk:list")).content.decode()
    theirs = signed_in(administrator).get(reverse("desk:list"))
    assert f'href="{staff_page}"' in theirs.content.decode()


def test_it_answers_a_signed_out_script_without_a_page(charlie: Client) -> None:
    response = charlie.get(reverse("desk:next"), headers={"X-Stet-Part": "main"})
    assert response.status_code == 401


@pytest.mark.parametrize("name", [name for name, (method, _) in TABLE.items() if method == "post"])
def test_it_refuses_a_form_without_the_token_against_forgery(
    name: str, administrator: Staff, comment: Comment, article: Article
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(address(name, comment, article), {"outcome": "approve"})
    assert response.status_code == 403
    comment.refresh_from_db()
    assert comment.state == "held"
