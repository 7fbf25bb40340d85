"""Write ``docs/rules/``, pages on every pack and overlay that ships: ``python docs/generate_pack.py``."""

from collections.abc import Collection
from pathlib import Path

import eligibility
from eligibility.pack.definitions import text_of
from eligibility.pack.loading import read_overlay, shipped_overlays, shipped_packs
from eligibility.present.reference_pages import pack_pages
from eligibility.present.rules_site import Alternative, Overlay, Site

FOLDER = Path(__file__).resolve().parent / "rules"


def pages() -> dict[str, str]:
    """Every page by its path under ``docs/rules``."""
    made: dict[str, str] = {}
    for name in shipped_packs():
        made |= _under(name, pack_pages(_site(name)))
    for name, folder in shipped_overlays().items():
        made |= _under(name, pack_pages(_overlay_site(name, folder)))
    return made


def write(made: dict[str, str], folder: Path = FOLDER) -> None:
    """Write pages into a folder, and take away those that nothing makes any more."""
    for path in folder.rglob("*.md"):
        if path.relative_to(folder).as_posix() not in made:
            path.unlink()
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _under(name: str, made: dict[str, str]) -> dict[str, str]:
    return {f"{name}/{path}": text for path, text in made.items()}


def _site(name: str) -> Site:
    rules = eligibility.load(name)
    return Site(rules.pack, _alternatives(rules, rules.pack.programme_ids))


def _overlay_site(name: str, folder: Path) -> Site:
    """The pages of an overlay: the programmes that it changes; the others are those of the pack below."""
    rules, file = eligibility.load(name), read_overlay(folder).file
    home = rules.id.partition("+")[0]
    below = set(eligibility.load(home).programmes)
    own = frozenset(text.id for text in rules.programmes if text not in below)
    overlay = Overlay(
        title=text_of(file.title),
        number=str(file.document.number),
        day=file.document.date,
        document=text_of(file.document.title),
        is_law=file.status == "law",
    )
    return Site(rules.pack, _alternatives(rules, own), own, home, overlay)


def _alternatives(rules: eligibility.Rulebook, programmes: Collection[str]) -> tuple[Alternative, ...]:
    """Every other choice of every reading, with what is proved to change in some programmes."""
    return tuple(
        Alternative(reading, choice, other.pack, rules.diff(other, programmes=programmes))
        for reading in rules.reading_definitions
        for choice in reading.selectable
        if choice != reading.default
        for other in [rules.with_readings({reading.id: choice})]
    )


if __name__ == "__main__":
    write(pages())
