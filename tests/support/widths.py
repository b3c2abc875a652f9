"""The two widths at which every page is tried."""

import pytest
from playwright.sync_api import ViewportSize

# The narrowest phone that is promised, and a desk.
WIDTHS: dict[str, ViewportSize] = {
    "phone": {"width": 320, "height": 700},
    "desk": {"width": 1280, "height": 900},
}

each_width = pytest.mark.parametrize("width", list(WIDTHS))
