"""A piece of wording in both languages."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """Wording in Chinese and English.

    >>> Text("威海市", "Weihai").in_language("zh")
    '威海市'
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The wording in ``"zh"`` or ``"en"``."""
        return self.zh if language == "zh" else self.en
