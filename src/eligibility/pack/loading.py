"""A folder of YAML to checked models, with every mistake reported at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from eligibility.errors import EligibilityError, Location, PackError, Problem, closest, cut, echo, problem
from eligibility.pack import schema
from eligibility.pack.model import ChangeDefinition, OverlayDefinition
from eligibility.pack.yaml_source import Source, read_yaml_file, where_of

__all__ = [
    "PackFiles",
    "find_pack",
    "read_case_files",
    "read_overlay",
    "read_pack",
    "read_stack",
    "shipped_overlays",
    "shipped_packs",
]

_SINGLE = ("pack", "facts", "terms", "parameters", "readings", "clauses", "targets", "claims")
_OPTIONAL = {"terms", "parameters", "readings", "targets", "claims"}


@dataclass(frozen=True)
class PackFiles:
    """The models of one pack's files, and where everything in them stood."""

    pack: schema.PackFile
    facts: schema.FactsFile
    terms: schema.TermsFile
    parameters: schema.ParametersFile
    readings: schema.ReadingsFile
    clauses: schema.ClausesFile
    targets: schema.TargetsFile
    claims: schema.ClaimsFile
    programmes: tuple[tuple[str, schema.ProgrammeFile], ...]
    folders: tuple[Path, ...] = ()
    withdrawn_cases: frozenset[tuple[str, str]] = frozenset()
    """Cases, each with the programme for which it is withdrawn; an empty one stands for all of them."""
    changes: tuple[ChangeDefinition, ...] = ()
    overlays: tuple[OverlayDefinition, ...] = ()

    def what_decides(self) -> dict[str, Any]:
        """Everything that can change an answer or its wording, as plain data.

        Cases, claims, targets and the headings of a form cannot.
        """
        shared = {name: getattr(self, name) for name in _SINGLE if name not in ("claims", "targets")}
        dumped: dict[str, Any] = {name: _dump(model) for name, model in shared.items()}
        for clause in dumped["clauses"]["clauses"]:
            clause.pop("targets", None)
        dumped["facts"].pop("groups", None)
        dumped["programmes"] = sorted((_dump(model) for _, model in self.programmes), key=repr)
        return dumped


@dataclass(frozen=True)
class OverlaySource:
    """The models of one overlay's files."""

    folder: Path
    shown: str
    file: schema.OverlayFile
    claims: schema.ClaimsFile
    programmes: tuple[tuple[str, schema.ProgrammeFile], ...]


def shipped_packs() -> dict[str, Path]:
    """The packs that come with the library: beside the module in a wheel, at the top of a checkout otherwise."""
    return _shipped("pack.yaml")


def shipped_overlays() -> dict[str, Path]:
    """The overlays that come with the library."""
    return _shipped("overlay.yaml")


def _shipped(head: str) -> dict[str, Path]:
    here = Path(__file__).resolve().parents[1]
    for home in (here / "rules", here.parents[1] / "rules"):
        found = {path.parent.name: path.parent for path in sorted(home.glob(f"*/{head}"))}
        if found:
            return found
    return {}


def find_pack(name: str | Path) -> Path:
    """The folder of a pack or an overlay, from the id of a shipped one or from a path.

    Raises:
        PackError: P009, with a suggestion.
    """
    shipped = {**shipped_packs(), **shipped_overlays()}
    if isinstance(name, str) and name in shipped:
        return shipped[name]
    if _is_folder(name):
        return Path(name)
    raise PackError(problem("P009", name=cut(str(name)), suggestion=closest(str(name), shipped)))


def _is_folder(name: str | Path) -> bool:
    try:
        return name != "" and Path(name).is_dir()
    except (OSError, ValueError):  # no file system takes such a name
        return False


def read_stack(name: str | Path, overlays: Iterable[str | Path] = ()) -> tuple[PackFiles, tuple[OverlaySource, ...]]:
    """A pack and the overlays to lay over it, in order.

    Args:
        name: the id or folder of a pack or of an overlay (which brings what it extends), or ids joined with ``+``.
        overlays: more overlays, by id or folder.
    """
    parts: list[str | Path] = list(name.split("+")) if isinstance(name, str) and not _is_folder(name) else [name]
    folders = [find_pack(part) for part in (*parts, *overlays)]
    sources: list[OverlaySource] = []
    while (folders[0] / "overlay.yaml").is_file():
        below = read_overlay(folders[0])
        if any(below.file.overlay == source.file.overlay for source in sources):
            circle = cut(" → ".join(str(source.file.overlay) for source in (below, *sources)))
            raise PackError(problem("P408", where_of(below.file.extends), cycle=circle))
        sources.insert(0, below)
        folders[0] = find_pack(str(below.file.extends))
    stack = (*sources, *(read_overlay(folder) for folder in folders[1:]))
    seen: set[str] = set()
    for source in stack:
        overlay = str(source.file.overlay)
        if overlay in seen:
            raise PackError(problem("P409", overlay=overlay))
        seen.add(overlay)
    return read_pack(folders[0]), stack


def read_pack(folder: Path) -> PackFiles:
    """Read and check the shape of every file of a pack.

    Raises:
        PackError: all problems of shape in all files at once.
    """
    _refuse_without(folder, "pack.yaml")
    problems: list[Problem] = []
    shown = {path: path.relative_to(folder.parent).as_posix() for path in _files(folder, problems)}
    models: dict[str, Any] = {}
    for name in _SINGLE:
        path = folder / f"{name}.yaml"
        if path in shown:
            models[name] = _read(path, shown[path], schema.FILES[f"{name}.yaml"], problems)
        elif name in _OPTIONAL:
            models[name] = schema.FILES[f"{name}.yaml"]()
        else:
            problems.append(problem("P008", Location(folder.name), name=f"{name}.yaml"))
    models["programmes"] = _read_all(folder, "programmes", shown, problems)
    if not models["programmes"]:
        problems.append(problem("P008", Location(folder.name), name="programmes/*.yaml"))
    if problems:
        raise PackError(problems)
    return PackFiles(**models, folders=(folder,))


def read_overlay(folder: Path) -> OverlaySource:
    """Read and check the shape of every file of an overlay.

    Raises:
        PackError: all problems of shape in all files at once.
    """
    _refuse_without(folder, "overlay.yaml")
    problems: list[Problem] = []
    shown = {path: path.relative_to(folder.parent).as_posix() for path in _files(folder, problems)}
    path = folder / "overlay.yaml"
    name = shown.get(path, folder.name)
    overlay = _read(path, name, schema.OverlayFile, problems)
    claims: Any = schema.ClaimsFile()
    if folder / "claims.yaml" in shown:
        claims = _read(folder / "claims.yaml", shown[folder / "claims.yaml"], schema.ClaimsFile, problems)
    programmes: Any = _read_all(folder, "programmes", shown, problems)
    if problems:
        raise PackError(problems)
    return OverlaySource(folder, name, cast("schema.OverlayFile", overlay), claims, programmes)


def read_case_files(folder: Path) -> tuple[tuple[str, schema.CasesFile], ...]:
    """Read and check the shape of a pack's cases.

    Raises:
        PackError: all problems of shape in all files at once.
    """
    problems: list[Problem] = []
    shown = {path: path.relative_to(folder.parent).as_posix() for path in _files(folder, problems)}
    files = _read_all(folder, "cases", shown, problems)
    if problems:
        raise PackError(problems)
    return cast("tuple[tuple[str, schema.CasesFile], ...]", files)


def _refuse_without(folder: Path, head: str) -> None:
    """P008 for a folder that is no pack at all, before what lies in it is looked at: it may be a whole disk."""
    if not (folder / head).exists():
        raise PackError(problem("P008", Location(folder.name or str(folder)), name=head))


def _read_all(
    folder: Path, kind: str, shown: dict[Path, str], problems: list[Problem]
) -> tuple[tuple[str, BaseModel | None], ...]:
    model = schema.FILES[f"{kind}/*.yaml"]
    paths = [path for path in shown if path.parent == folder / kind]
    return tuple((shown[path], _read(path, shown[path], model, problems)) for path in paths)


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    try:
        inside = sorted(folder.rglob("*"))
    except OSError as error:
        raise PackError(problem("P001", Location(folder.name), reason=cut(error.strerror or str(error)))) from None
    for path in inside:
        relative = path.relative_to(folder)
        if path.is_dir() or any(part.startswith(".") for part in relative.parts):
            continue
        if relative.suffix == ".md":
            continue
        known = relative.name if len(relative.parts) == 1 else f"{relative.parts[0]}/*{relative.suffix}"
        if known in schema.FILES and len(relative.parts) <= 2:
            yield path
        else:
            place = Location(path.relative_to(folder.parent).as_posix())
            found = closest(relative.as_posix(), schema.FILES)
            problems.append(problem("P011", place, name=cut(relative.as_posix()), suggestion=found))


def _read(path: Path, shown: str, model: type[BaseModel], problems: list[Problem]) -> BaseModel | None:
    try:
        source = read_yaml_file(path, shown)
        return model.model_validate({} if source.data is None else source.data)
    except EligibilityError as error:
        problems.extend(error.problems)
    except ValidationError as error:
        problems.extend(_shape_problem(cast("dict[str, Any]", found), source) for found in error.errors())
    return None


def _shape_problem(found: dict[str, Any], source: Source) -> Problem:
    path = tuple(found["loc"])
    where = source.where(path)
    shown = ".".join(str(part) for part in path) or source.file
    context = found.get("ctx", {})
    match found["type"]:
        case "extra_forbidden":
            return problem("P101", where, key=cut(shown), suggestion=closest(str(path[-1]), _known_keys()))
        case "missing":
            named = found["msg"] if found["msg"] in ("id", "who_decides", "because") else ""
            return problem("P102", where, key=cut(f"{shown}.{named}" if named else shown))
        case "one_limb":
            return problem("P104", where, key=cut(shown), got=context["got"])
        case kind:
            shape = _SHAPES.get(kind) or found["msg"].removeprefix("Input should be ")
            expected = str(context.get("expected") or shape)
            return problem("P103", where, key=cut(shown), got=_shown_input(found["input"]), expected=cut(expected))


_SHAPES = {
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": "keys with values below it",
    "model_attributes_type": "keys with values below it",
    "dict_type": "keys with values below it",
    "string_type": "plain text",
    "too_short": "one or more",
}
"""What a policy officer calls what pydantic expects."""


def _shown_input(got: object) -> str:
    """What stands in a file: text as it is, the rest by its shape."""
    if isinstance(got, str):
        return echo(str(got))
    return "nothing" if got is None else "a list" if isinstance(got, list | tuple) else "keys with values below it"


@cache
def _known_keys() -> tuple[str, ...]:
    models = [model for model in vars(schema).values() if isinstance(model, type) and issubclass(model, BaseModel)]
    names = {field.alias or name for model in models for name, field in model.model_fields.items()}
    return tuple(sorted(names))


def _dump(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(by_alias=True, exclude_none=True)
