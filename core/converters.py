from __future__ import annotations


class NumberConverter:
    """A number of ours: capitals, digits and dashes; anything else is no page of this shop."""

    regex = "[A-Z0-9][A-Z0-9-]{2,39}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SecretConverter(NumberConverter):
    """The secret of a customer's slip: 128 bits in URL-safe base 64."""

    regex = "[A-Za-z0-9_-]{22}"
