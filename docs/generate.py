"""Write the pages of the reference that are made from the source: ``python docs/generate.py``."""

from pathlib import Path

from eligibility._messages import HINTS, MESSAGES

PAGE = Path(__file__).resolve().parent / "reference" / "errors.md"

HEAD = """\
# Errors

Made by `python docs/generate.py` from `src/eligibility/_messages.py`; change it there.

Every error is an `EligibilityError` and holds one or more problems. A problem has a stable code, a place
(`file:line:column`) where there is one, a sentence in Chinese and English, and often a hint. Codes are never reused.
What stands in braces is filled in. Where a word looks like a known one, the hint names that one instead.
"""

GROUPS = {
    "P": ("The pack: files, structure, names, periods", "PackError"),
    "E": ("The pack: tests", "PackError"),
    "I": ("Persons", "InputError"),
    "U": ("Calls", "UsageError"),
    "C": ("Live cases", "CaseError"),
    "R": ("Records", "ReplayError"),
    "X": ("Extras", "MissingExtraError"),
    "B": ("Defects of the library", "InternalError"),
}


def errors_page() -> str:
    """The text of ``errors.md``."""
    parts = [HEAD]
    for letter, (title, error) in GROUPS.items():
        parts.append(f"\n## {title}\n\n`{error}`\n\n| code | 中文 | English | hint |\n| --- | --- | --- | --- |\n")
        parts += [_row(code) for code in MESSAGES if code.startswith(letter)]
    return "".join(parts)


def _row(code: str) -> str:
    hints = next((hint for key, hint in HINTS.items() if key.split(" ")[0] == code), ())
    return "| " + " | ".join([code, *map(_cell, MESSAGES[code]), _cell(" / ".join(hints))]) + " |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(errors_page(), encoding="utf-8")
