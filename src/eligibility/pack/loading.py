"""A folder of YAML to checked models, with every mistake reported at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from eligibility.errors import EligibilityError, Location, PackError, Problem, closest, cut, echo, problem
from eligibility.pack import schema
from eligibility.pack.yaml_source import Source, read_yaml_file

__all__ = ["PackFiles", "find_pack", "read_pack", "shipped_packs"]

_SINGLE = ("pack", "facts", "terms", "parameters", "readings", "clauses", "claims")
_OPTIONAL = {"terms", "parameters", "readings", "claims"}


@dataclass(frozen=True)
class PackFiles:
    """The models of one pack's files, and where everything in them stood."""

    pack: schema.PackFile
    facts: schema.FactsFile
    terms: schema.TermsFile
    parameters: schema.ParametersFile
    readings: schema.ReadingsFile
    clauses: schema.ClausesFile
    claims: schema.ClaimsFile
    programmes: tuple[tuple[str, schema.ProgrammeFile], ...]
    cases: tuple[tuple[str, schema.CasesFile], ...]

    def what_decides(self) -> dict[str, Any]:
        """Everything that can change an answer or its wording, as plain data (cases and claims cannot)."""
        shared = {name: getattr(self, name) for name in _SINGLE if name != "claims"}
        dumped: dict[str, Any] = {name: _dump(model) for name, model in shared.items()}
        dumped["programmes"] = sorted((_dump(model) for _, model in self.programmes), key=repr)
        return dumped


def shipped_packs() -> dict[str, Path]:
    """The packs that come with the library: beside the module in a wheel, at the top of a checkout otherwise."""
    here = Path(__file__).resolve().parents[1]
    for home in (here / "rules", here.parents[1] / "rules"):
        found = {path.parent.name: path.parent for path in sorted(home.glob("*/pack.yaml"))}
        if found:
            return found
    return {}


def find_pack(name: str | Path) -> Path:
    """The folder of a pack, from the id of a shipped one or from a path.

    Raises:
        PackError: P009, with a suggestion.
    """
    if isinstance(name, str) and name in shipped_packs():
        return shipped_packs()[name]
    path = Path(name)
    if path.is_dir():
        return path
    raise PackError(problem("P009", name=cut(str(name)), suggestion=closest(str(name), shipped_packs())))


def read_pack(folder: Path) -> PackFiles:
    """Read and check the shape of every file of a pack.

    Raises:
        PackError: all problems of shape in all files at once.
    """
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
    for kind in ("programmes", "cases"):
        paths = [path for path in shown if path.parent == folder / kind]
        models[kind] = tuple(
            (shown[path], _read(path, shown[path], schema.FILES[f"{kind}/*.yaml"], problems)) for path in paths
        )
    if not models["programmes"]:
        problems.append(problem("P008", Location(folder.name), name="programmes/*.yaml"))
    if problems:
        raise PackError(problems)
    return PackFiles(**models)


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
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
        case _:
            expected = str(context.get("expected") or found["msg"].removeprefix("Input should be "))
            got = found["input"]
            shown_got = echo(str(got)) if isinstance(got, str) else type(got).__name__
            return problem("P103", where, key=cut(shown), got=shown_got, expected=cut(expected))


@cache
def _known_keys() -> tuple[str, ...]:
    models = [model for model in vars(schema).values() if isinstance(model, type) and issubclass(model, BaseModel)]
    names = {field.alias or name for model in models for name, field in model.model_fields.items()}
    return tuple(sorted(names))


def _dump(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(by_alias=True, exclude_none=True)
