"""The JSON interfaces: public and desk.

`api` is what `stet.config.urls` serves under ``/api/v1/``.
"""

from stet.web.api.interface import api

__all__ = ["api"]
