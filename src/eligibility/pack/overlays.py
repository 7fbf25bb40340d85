"""Packs on packs: what another document adds to, replaces in, dates or removes from the pack below.

An overlay changes the checked models, before any tree is built; so whatever is true of a pack is true of a pack with
overlays, and every mistake is found by the same checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from eligibility.errors import PackError, closest, problem
from eligibility.pack import schema
from eligibility.pack.definitions import overlay_definition, text_of
from eligibility.pack.loading import OverlaySource, PackFiles
from eligibility.pack.model import ChangeDefinition
from eligibility.pack.yaml_source import LocatedText, where_of

__all__ = ["apply_overlays"]


def apply_overlays(files: PackFiles, overlays: tuple[OverlaySource, ...]) -> PackFiles:
    """The files of a pack with overlays laid over them, in order.

    Raises:
        PackError: P401 to P407: a change that finds nothing to change or something in its place, two overlays of one
            document each that change the same thing, an overlay made for another pack.
    """
    ancestors: dict[str, frozenset[str]] = {str(files.pack.pack): frozenset()}
    touched: dict[_Target, str] = {}
    for source in overlays:
        name, below = str(source.file.overlay), str(source.file.extends)
        place = where_of(source.file.overlay)
        if below not in ancestors:
            raise PackError(problem("P404", place, overlay=name, got=list(ancestors)[-1], expected=below))
        if source.file.format != schema.FORMAT:
            raise PackError(problem("P217", place, got=str(source.file.format), expected=str(schema.FORMAT)))
        ancestors[name] = ancestors[below] | {below}
        files = _Overlay(source, touched, ancestors[name]).apply(files)
    return files


@dataclass(frozen=True)
class _Target:
    kind: str
    name: str
    of: str = ""


class _Overlay:
    """One overlay on its way into a pack's files."""

    def __init__(self, source: OverlaySource, touched: dict[_Target, str], below: frozenset[str]) -> None:
        self._source = source
        self._file = source.file
        self._name = str(source.file.overlay)
        self._touched = touched
        self._below = below

    def apply(self, files: PackFiles) -> PackFiles:
        made = []
        for change in self._file.changes:
            target = _target(change)
            self._refuse_clashes(files, target, change)
            files = self._change(files, change, target)
            made.append(self._listed(change, target))
        for shown, model in self._source.programmes:
            target = _Target("programme", str(model.programme))
            self._absent(files, target, model.programme)
            files = replace(files, programmes=(*files.programmes, (shown, model)))
            why = text_of(self._file.title)
            made.append(ChangeDefinition(self._name, "add", "programme", target.name, "", str(model.clause), why))
        return self._with_document(self._withdrawn(files), tuple(made))

    def _with_document(self, files: PackFiles, changes: tuple[ChangeDefinition, ...]) -> PackFiles:
        head = files.pack
        bodies = {str(body.zh): body for body in (*head.bodies, *self._file.bodies)}
        pack = head.model_copy(
            update={
                "pack": LocatedText(f"{head.pack}+{self._name}", where_of(self._file.overlay)),
                "version": LocatedText(f"{head.version}+{self._file.version}"),
                "bodies": tuple(bodies.values()),
            }
        )
        clauses = files.clauses.model_copy(update={"clauses": (*files.clauses.clauses, *self._file.clauses)})
        claims = files.claims.model_copy(update={"claims": (*files.claims.claims, *self._source.claims.claims)})
        return replace(
            files,
            pack=pack,
            clauses=clauses,
            claims=claims,
            folders=(*files.folders, self._source.folder),
            changes=(*files.changes, *changes),
            overlays=(*files.overlays, overlay_definition(self._file)),
        )

    def _withdrawn(self, files: PackFiles) -> PackFiles:
        claims = list(files.claims.claims)
        cases = set(files.withdrawn_cases)
        for withdrawal in self._file.withdraws:
            if withdrawal.case is not None:
                cases.add((str(withdrawal.case), str(withdrawal.programme or "")))
            else:
                claims = self._without_claim(claims, withdrawal)
        return replace(
            files, claims=files.claims.model_copy(update={"claims": tuple(claims)}), withdrawn_cases=frozenset(cases)
        )

    def _without_claim(self, claims: list[schema.ClaimModel], withdrawal: schema.Withdrawal) -> list[schema.ClaimModel]:
        """The claims without one of them, or with it about one programme less."""
        name, programme = str(withdrawal.claim), withdrawal.programme
        claim = next((one for one in claims if one.claim == name), None)
        if claim is None:
            found = closest(name, [str(one.claim) for one in claims])
            raise PackError(
                problem("P405", where_of(withdrawal.claim), overlay=self._name, name=name, suggestion=found)
            )
        if programme is not None and programme not in claim.programmes:
            found = closest(programme, claim.programmes)
            name = f"{name} ({programme})"
            raise PackError(problem("P405", where_of(programme), overlay=self._name, name=name, suggestion=found))
        kept = [] if programme is None else [one for one in claim.programmes if one != programme]
        if not kept or (claim.never_together is not None and len(kept) < 2):
            return [one for one in claims if one is not claim]
        smaller = claim.model_copy(update={"programmes": tuple(kept)})
        return [smaller if one is claim else one for one in claims]

    # --- one change ---

    def _change(self, files: PackFiles, change: schema.ChangeModel, target: _Target) -> PackFiles:
        if target.kind == "limb":
            return self._change_limb(files, change, target)
        if target.kind == "programme":
            return self._change_programme(files, change, target)
        if change.do == "date":
            return self._date(files, change, target)
        attribute = f"{target.kind}s"
        file = getattr(files, attribute)
        models = list(getattr(file, attribute))
        names = [str(getattr(model, target.kind)) for model in models]
        if change.do == "add":
            self._absent(files, target, change.clause)
            models.append(change.brought[target.kind])
        else:
            place = self._present(names, target, change)
            models[place : place + 1] = [] if change.do == "remove" else [change.brought[target.kind]]
        return replace(files, **{attribute: file.model_copy(update={attribute: tuple(models)})})

    def _date(self, files: PackFiles, change: schema.ChangeModel, target: _Target) -> PackFiles:
        models = list(files.parameters.parameters)
        place = self._present([str(model.parameter) for model in models], target, change)
        values = (*models[place].values, change.value)
        models[place] = models[place].model_copy(update={"values": values})
        return replace(files, parameters=files.parameters.model_copy(update={"parameters": tuple(models)}))

    def _change_programme(self, files: PackFiles, change: schema.ChangeModel, target: _Target) -> PackFiles:
        if change.do == "add":
            self._absent(files, target, change.clause)
            return replace(files, programmes=(*files.programmes, self._brought_programme(change)))
        names = [str(model.programme) for _, model in files.programmes]
        self._present(names, target, change)
        kept = tuple(entry for entry in files.programmes if entry[1].programme != target.name)
        clauses = files.clauses
        if change.do == "replace":
            kept = (*kept, self._brought_programme(change))
        else:
            listed = tuple(
                clause.model_copy(update={"programmes": tuple(one for one in clause.programmes if one != target.name)})
                for clause in clauses.clauses
            )
            clauses = clauses.model_copy(update={"clauses": listed})
        return replace(files, programmes=kept, clauses=clauses)

    def _brought_programme(self, change: schema.ChangeModel) -> tuple[str, schema.ProgrammeFile]:
        assert change.programme is not None
        return self._source.shown, change.programme

    def _change_limb(self, files: PackFiles, change: schema.ChangeModel, target: _Target) -> PackFiles:
        names = [str(model.programme) for _, model in files.programmes]
        self._present(names, _Target("programme", target.of, ""), change)
        programmes = tuple(
            (shown, self._with_limb(model, change, target) if model.programme == target.of else model)
            for shown, model in files.programmes
        )
        return replace(files, programmes=programmes)

    def _with_limb(
        self, model: schema.ProgrammeFile, change: schema.ChangeModel, target: _Target
    ) -> schema.ProgrammeFile:
        ids = list(_ids(*_tops(model)))
        update: dict[str, Any] = {} if change.best is None else {"best": change.best}
        if change.do == "add":
            assert change.limb is not None
            if target.name in ids:
                self._fail("P402", change, target)
            if change.into == "applies":
                return model.model_copy(update={**update, "applies": (*model.applies, change.limb)})
            self._present(ids, _Target("limb", str(change.into), target.of), change)
            edit = self._adding(change.limb, str(change.into), change)
        else:
            self._present(ids, target, change)
            edit = self._exchanging(target.name, change.limb, change)
        applies = tuple(node for top in model.applies for node in edit(top))
        update |= {"applies": applies, "requires": self._only(edit(model.requires), change, target)}
        if model.for_each is not None:
            item = self._only(edit(model.for_each.requires), change, target)
            update["for_each"] = model.for_each.model_copy(update={"requires": item})
        return model.model_copy(update=update)

    def _only(self, nodes: tuple[schema.Node, ...], change: schema.ChangeModel, target: _Target) -> schema.Node:
        if len(nodes) != 1:
            self._fail("P406", change, target)
        return nodes[0]

    def _adding(
        self, limb: schema.Node, into: str, change: schema.ChangeModel
    ) -> Callable[[schema.Node], tuple[schema.Node, ...]]:
        def edit(node: schema.Node) -> tuple[schema.Node, ...]:
            if node.id == into:
                group = "all" if node.all is not None else "any" if node.any is not None else None
                if group is None:
                    self._fail("P407", change, _Target("limb", into, str(change.of)))
                return (node.model_copy(update={str(group): (*getattr(node, str(group)), limb)}),)
            return (self._below_edited(node, edit, change),)

        return edit

    def _exchanging(
        self, name: str, limb: schema.Node | None, change: schema.ChangeModel
    ) -> Callable[[schema.Node], tuple[schema.Node, ...]]:
        def edit(node: schema.Node) -> tuple[schema.Node, ...]:
            if node.id == name:
                return () if limb is None else (limb,)
            return (self._below_edited(node, edit, change),)

        return edit

    def _below_edited(
        self, node: schema.Node, edit: Callable[[schema.Node], tuple[schema.Node, ...]], change: schema.ChangeModel
    ) -> schema.Node:
        update: dict[str, Any] = {}
        for group in ("all", "any"):
            parts = getattr(node, group)
            if parts is not None:
                update[group] = tuple(new for part in parts for new in edit(part))
        if node.at_least is not None:
            parts = tuple(new for part in node.at_least.of for new in edit(part))
            if len(parts) < node.at_least.count:
                self._fail("P406", change, _target(change))
            update["at_least"] = node.at_least.model_copy(update={"of": parts})
        if node.not_ is not None:
            inner = edit(node.not_)
            update["not_"] = inner[0] if inner else None
        if any(value in ((), None) for value in update.values()):
            self._fail("P406", change, _target(change))
        return node.model_copy(update=update) if update else node

    # --- refusals ---

    def _refuse_clashes(self, files: PackFiles, target: _Target, change: schema.ChangeModel) -> None:
        """Overlays that stand side by side may not change the same thing, nor one what lies in the other's change.

        An overlay may change again what those that it extends have changed.
        """
        for touched in (target, *_inside(files, target, change)):
            other = self._touched.get(touched, self._name)
            if other != self._name and other not in self._below:
                details: dict[str, Any] = {"kind": touched.kind, "name": touched.name, "other": other}
                raise PackError(problem("P403", where_of(change.clause), overlay=self._name, **details))
            self._touched[touched] = self._name

    def _present(self, names: list[str], target: _Target, change: schema.ChangeModel) -> int:
        if target.name not in names:
            details: dict[str, Any] = {"kind": target.kind, "name": target.name}
            place = where_of(change.name or change.clause)
            found = closest(target.name, names)
            raise PackError(problem("P401", place, overlay=self._name, suggestion=found, **details))
        return names.index(target.name)

    def _absent(self, files: PackFiles, target: _Target, place: LocatedText) -> None:
        if target.kind == "programme":
            names = [str(model.programme) for _, model in files.programmes]
        else:
            attribute = f"{target.kind}s"
            names = [str(getattr(model, target.kind)) for model in getattr(getattr(files, attribute), attribute)]
        if target.name in names:
            details: dict[str, Any] = {"kind": target.kind, "name": target.name}
            raise PackError(problem("P402", where_of(place), overlay=self._name, **details))

    def _fail(self, code: str, change: schema.ChangeModel, target: _Target) -> NoReturn:
        details: dict[str, Any] = {"kind": target.kind, "name": target.name}
        raise PackError(problem(code, where_of(change.clause), overlay=self._name, **details))

    def _listed(self, change: schema.ChangeModel, target: _Target) -> ChangeDefinition:
        return ChangeDefinition(
            self._name, change.do, target.kind, target.name, target.of, str(change.clause), text_of(change.why)
        )


def _target(change: schema.ChangeModel) -> _Target:
    if change.do == "date":
        return _Target("parameter", str(change.name), "")
    if change.do == "remove":
        return _Target(str(change.kind), str(change.name), str(change.of or ""))
    ((kind, model),) = change.brought.items()
    name = model.id if isinstance(model, schema.Node) else getattr(model, kind)
    return _Target(kind, str(name), str(change.of or ""))


def _inside(files: PackFiles, target: _Target, change: schema.ChangeModel) -> Iterator[_Target]:
    """What a change takes away or replaces along with its target, and the programme that a limb's change needs."""
    models = [model for _, model in files.programmes if str(model.programme) in (target.name, target.of)]
    if target.kind == "limb" and change.do == "add":
        return
    for model in models:
        tops = _tops(model)
        if target.kind == "limb":
            tops = [node for top in tops for node in top.walk() if node.id == target.name]
        for name in _ids(*tops):
            yield _Target("limb", name, str(model.programme))


def _tops(model: schema.ProgrammeFile) -> list[schema.Node]:
    item = [] if model.for_each is None else [model.for_each.requires]
    return [*model.applies, model.requires, *item]


def _ids(*tops: schema.Node) -> Iterator[str]:
    return (str(node.id) for top in tops for node in top.walk() if node.id)
