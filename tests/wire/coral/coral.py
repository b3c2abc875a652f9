"""What Coral sends to an external moderation phase, byte for byte as its documentation has it.

The body is JSON with two spaces of indentation; the signature is over those bytes, one for each
secret that is active, separated by commas. Nothing of the comment but its body and parent is told.
"""

import hashlib
import hmac
import json
from typing import Any

VERSION = "9.11.8"
ROLES = ("COMMENTER", "MEMBER", "STAFF", "MODERATOR", "ADMIN")


def payload(
    body: str, *, action: str = "NEW", role: str = "COMMENTER", parent: str | None = None
) -> dict[str, Any]:
    return {
        "action": action,
        "comment": {"body": body, "parentID": parent},
        "author": {"id": "baf4e943-3594-4fcc-b2ba-3e8de7a76352", "role": role},
        "story": {
            "id": "245b3856-b0a0-4d2f-a6bb-58c71f18d6a6",
            "url": "https://news.example.org/2024/the-bridge/",
        },
        "site": {"id": "a4bede88-2d2c-4424-bc18-4322a9e285a6"},
        "tenantID": "19ba5794-7eeb-4d46-a81b-c00c61672501",
        "tenantDomain": "comments.example.org",
    }


def signed(body: bytes, *secrets: str) -> str:
    digests = [hmac.new(one.encode(), body, hashlib.sha256).hexdigest() for one in secrets]
    return ",".join(f"sha256={digest}" for digest in digests)


def request(asked: dict[str, Any], *secrets: str) -> tuple[bytes, dict[str, str]]:
    """The bytes of the body, and Coral's headers."""
    body = json.dumps(asked, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")
    headers = {
        "User-Agent": f"Coral Moderation/{VERSION}",
        "Content-Type": "application/json",
        "X-Coral-Signature": signed(body, *secrets),
    }
    return body, headers
