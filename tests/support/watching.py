"""A listener on a page: whatever a browser complains of fails the test."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

# Reported to the console by name, so that one listener hears it, on every frame and page.
CSP_LISTENER = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


@dataclass
class Watch:
    """What the pages of one context complained of, and what the test said they would."""

    complaints: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Listen to every page of ``context``, those to come too."""
        context.add_init_script(CSP_LISTENER)
        context.on("console", self._console)
        context.on("weberror", lambda found: self.complaints.append(f"page error: {found.error}"))
        context.on("page", self._mind_crashes)

    def expect(self, pattern: str) -> None:
        """Say that a complaint matching ``pattern`` will come, such as ``status of 409``."""
        self._expected.append(pattern)

    def check(self) -> None:
        """Raise AssertionError on a complaint nobody expected, or an expected one that never came."""
        surprises = [
            text
            for text in self.complaints
            if not any(re.search(pattern, text) for pattern in self._expected)
        ]
        absent = [
            pattern
            for pattern in self._expected
            if not any(re.search(pattern, text) for text in self.complaints)
        ]
        if surprises or absent:
            raise AssertionError(f"the browser complained: {surprises}; expected in vain: {absent}")

    def _mind_crashes(self, page: Page) -> None:
        page.on("crash", lambda _: self.complaints.append("the page crashed"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "")
            self.complaints.append(f"{message.type}: {message.text} ({where})")
