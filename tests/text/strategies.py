"""Hostile texts: every kind of code point that a form or a file can carry."""

from hypothesis import strategies as st

NASTY = (
    "\x00\t\n\r\x0b\x1f\x7f\x85\x9f\xa0\xad\u0300\u0336\u034f\u061c\u064b\u0640\u0643\u06a9\u06cc\u06d5"
    "\u115f\u200b\u200c\u200d\u200e\u2028\u202a\u202c\u202e\u2066\u2069\u3164\ufb01\ufdfa\ufe0f\ufeff"
    "\uff46\U0001f1f9\U0001f468\U000e0041\ud800\udc00ıİßǅаоѕ013457@$!|*aAkKsS.,-'\"() "
)

characters = st.one_of(st.sampled_from(NASTY), st.characters())
texts = st.text(characters, max_size=60)
sendable = st.text(
    st.one_of(
        st.sampled_from([c for c in NASTY if not "\ud800" <= c <= "\udfff"]), st.characters()
    ),
    max_size=60,
)
