"""A one-time notification as print-ready A4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.present.notice_html import notice_html
from eligibility.present.pdf import page_to_pdf

if TYPE_CHECKING:
    from eligibility.present.notice_model import Notice

__all__ = ["notice_pdf"]


def notice_pdf(notice: Notice) -> bytes:
    """A notice as print-ready A4 with its fonts embedded, tagged for those who listen. Same notice, same bytes.

    Needs the extra ``pdf``, the system's Pango libraries, and a Chinese font such as Noto Sans CJK.

    Raises:
        MissingExtraError: X001, the extra is not installed; X002, the machine has no Pango or no Chinese font.

    >>> import eligibility
    >>> from eligibility.present.notice import notice
    >>> decision = eligibility.load("weihai-2023-13").decide({}, on="2023-06-01")
    >>> notice(decision, "zh").pdf()[:5]
    b'%PDF-'
    """
    return page_to_pdf(notice_html(notice), notice.pack_hash)
