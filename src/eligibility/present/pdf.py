"""A page as print-ready A4: WeasyPrint with nothing fetched, and a clear word where the machine lacks something."""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import Any, NoReturn

from eligibility.errors import MissingExtraError, cut, problem

__all__ = ["page_to_pdf"]


def page_to_pdf(page: str, identifier: str) -> bytes:
    """A self-contained page as PDF with its fonts embedded, tagged for those who listen. Same page, same bytes.

    Raises:
        MissingExtraError: X001, the extra ``pdf`` is not installed; X002, the machine has no Pango or no Chinese font.
    """
    weasyprint = _weasyprint()
    if not _can_draw_chinese():
        raise MissingExtraError(problem("X002", needed="Noto Sans CJK SC (fonts-noto-cjk)"))
    document = weasyprint.HTML(string=page, url_fetcher=_fetch_nothing)
    made: bytes = document.write_pdf(
        presentational_hints=True, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()
    )
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtraError(problem("X001", extra="pdf")) from None
    except OSError as error:
        reason = str(error).partition(":")[0]
        needed = "Pango (libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0)"
        raise MissingExtraError(problem("X002", needed=f"{needed} ({cut(reason)})")) from None
    return weasyprint


def _fetch_nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"a page fetches nothing, not even {url}")


def _can_draw_chinese() -> bool:
    """Whether some installed font covers simplified Chinese.

    Asked before any layout: with no font at all Pango takes the process down. Where fontconfig cannot be asked the
    layout is tried.
    """
    try:
        fontconfig = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    except OSError:
        return True
    for function in ("FcNameParse", "FcObjectSetCreate"):
        getattr(fontconfig, function).restype = ctypes.c_void_p
    fontconfig.FcFontList.restype = ctypes.POINTER(ctypes.c_int)  # its first field is the number of fonts
    wanted = ctypes.c_void_p(fontconfig.FcNameParse(b":lang=zh-cn"))
    nothing_more = ctypes.c_void_p(fontconfig.FcObjectSetCreate())
    found = fontconfig.FcFontList(None, wanted, nothing_more)
    count = int(found[0]) if found else 0
    fontconfig.FcFontSetDestroy(found)
    fontconfig.FcObjectSetDestroy(nothing_more)
    fontconfig.FcPatternDestroy(wanted)
    return count > 0
