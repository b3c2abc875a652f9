import pytest
from hypothesis import given

from stet.text.contacts import ContactKind, find_contacts
from tests.text.strategies import texts


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("see https://example.org/a?b=1.", ContactKind.LINK, "https://example.org/a?b=1"),
        ("see www.example.org, please", ContactKind.LINK, "www.example.org"),
        ("see example.org/path", ContactKind.LINK, "example.org/path"),
        ("see bit.ly/x1", ContactKind.LINK, "bit.ly/x1"),
        ("see example dot com", ContactKind.OBFUSCATED_LINK, "example dot com"),
        ("see example[.]com", ContactKind.OBFUSCATED_LINK, "example[.]com"),
        ("see example (dot) net", ContactKind.OBFUSCATED_LINK, "example (dot) net"),
        ("see example . com", ContactKind.OBFUSCATED_LINK, "example . com"),
        ("write to a.b@example.org", ContactKind.EMAIL, "a.b@example.org"),
        ("write to a.b [at] example [dot] org", ContactKind.EMAIL, "a.b [at] example [dot] org"),
        ("call +964 750 555 0199 now", ContactKind.PHONE, "+964 750 555 0199"),
        ("call 0750-555-0199", ContactKind.PHONE, "0750-555-0199"),
        ("on telegram: @example_1", ContactKind.HANDLE, "telegram: @example_1"),
        ("thanks @alice", ContactKind.MENTION, "@alice"),
        ("join t.me/example", ContactKind.INVITATION, "t.me/example"),
        ("my promo code works", ContactKind.INVITATION, "promo code"),
    ],
)
def test_it_finds_contacts_where_they_stand(text: str, kind: ContactKind, written: str) -> None:
    found = find_contacts(text)
    assert [(c.kind, text[c.start : c.end]) for c in found] == [(kind, written)]


@pytest.mark.parametrize(
    "text",
    [
        "It ended.Then we left.",
        "On 2016-05-12 and 12.05.2016 and 24/11/2013.",
        "Between 1914 and 1918, 20 million died; 1,500,000 fled.",
        "The U.S. and the U.N. met at 10.30 in the p.m.",
        "We work it.so to say, i.e. not at all.",
        "A dot on the map.",
        "Meet @ noon.",
    ],
)
def test_it_takes_no_ordinary_text_for_a_contact(text: str) -> None:
    assert find_contacts(text) == ()


def test_it_knows_the_host_of_a_link() -> None:
    [link] = find_contacts("HTTPS://user@Example.ORG:8080/a")
    assert link.host == "example.org"


@given(texts)
def test_its_spans_lie_in_the_text_in_order_without_overlap(text: str) -> None:
    end = 0
    for contact in find_contacts(text):
        assert end <= contact.start < contact.end <= len(text)
        end = contact.end
