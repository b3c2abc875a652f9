"""A real mail server on this machine, which takes letters or refuses them as told."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.postgres import free_port

PASSWORD = "let us in"


class Mailbox:
    """Letters by recipient; ``refusals`` are answers to a recipient, ``answer`` to a letter.

    A ``locked`` one wants `PASSWORD`.
    """

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.senders: list[str | None] = []
        self.refusals: dict[str, str] = {}
        self.answer = "250 taken"
        self.locked = False
        self.url = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.locked and not session.authenticated:
            return "530 sign in first"
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=policy.default)
            self.letters += [(address, letter) for address in envelope.rcpt_tos]
            self.senders.append(envelope.mail_from)
        return self.answer

    @property
    def recipients(self) -> list[str]:
        return [address for address, _ in self.letters]


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    right = data.password.decode() == PASSWORD
    return AuthResult(success=right, handled=right)  # else aiosmtpd would say nothing at all


@contextmanager
def served() -> Iterator[Mailbox]:
    """The mailbox, served on 127.0.0.1 at a free port."""
    mailbox = Mailbox()
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=_authenticate,
        auth_require_tls=False,
    )
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield mailbox
    finally:
        controller.stop()


def text_of(letter: EmailMessage, kind: str) -> str:
    """The plain or the HTML part."""
    part = letter.get_body(preferencelist=(kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())
