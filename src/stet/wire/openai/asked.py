"""What a request asks: the texts of its `input`, one for each result."""

from __future__ import annotations

from typing import Any, Final

from stet.wire.reading import whole_text

MOST_INPUTS: Final = 32
# As much as Perspective takes; longer ones are refused, since half a text is not what was asked.
MOST_TEXT_BYTES: Final = 20_480


class BadInput(Exception):
    """A request that cannot be answered, with OpenAI's ``param`` and ``code``."""

    def __init__(self, message: str, param: str | None, code: str | None) -> None:
        super().__init__(message)
        self.param = param
        self.code = code


def texts_in(body: dict[str, Any]) -> list[str | None]:
    """One text for each result; None where there are images alone. Raises `BadInput`."""
    model = body.get("model")
    if model is not None and not isinstance(model, str):
        raise BadInput("'model' must be a string.", "model", "invalid_type")
    given = body.get("input")
    if given is None:
        raise BadInput(
            "Missing required parameter: 'input'.", "input", "missing_required_parameter"
        )
    texts = [given] if isinstance(given, str) else _texts_of(given)
    return [None if text is None else _checked(text) for text in texts]


def _texts_of(given: Any) -> list[str | None]:
    if not isinstance(given, list):
        raise _wrong_type()
    if not given:
        raise BadInput("'input' must not be empty.", "input", "empty_array")
    if len(given) > MOST_INPUTS:
        raise BadInput(
            f"'input' has more than {MOST_INPUTS} items.", "input", "array_above_max_length"
        )
    if all(isinstance(one, str) for one in given):
        return list(given)
    # Parts of one input: their texts are read as one, and there is one result.
    parts = [_text_of_part(part) for part in given]
    texts = [text for text in parts if text is not None]
    return ["\n".join(texts) if texts else None]


def _text_of_part(part: Any) -> str | None:
    """The text of a part; None of an image, which is not fetched and not looked at."""
    match part:
        case {"type": "text", "text": str(text)}:
            return text
        case {"type": "image_url", "image_url": {"url": str()}}:
            return None
    raise _wrong_type()


def _wrong_type() -> BadInput:
    return BadInput(
        "'input' must be a string, an array of strings, or an array of text and image_url parts.",
        "input",
        "invalid_type",
    )


def _checked(text: str) -> str:
    text = whole_text(text)
    if len(text.encode()) > MOST_TEXT_BYTES:
        raise BadInput(
            f"A text has more than {MOST_TEXT_BYTES} bytes in UTF-8.",
            "input",
            "string_above_max_length",
        )
    return text
