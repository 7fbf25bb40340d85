"""What an overlay does to the pack below it: every change, to what, by which clause and why; and what it withdraws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility.language.text import Text
from eligibility.present.layout import wrap
from eligibility.present.text import Line

if TYPE_CHECKING:
    from eligibility.pack import schema
    from eligibility.pack.loading import OverlaySource, PackFiles
    from eligibility.pack.model import Pack

__all__ = ["ShownChange", "overlay_changes", "overlay_data", "overlay_lines"]

_DOES: Final = {
    "add": ("增加", "added"),
    "replace": ("替换", "replaced"),
    "remove": ("删去", "removed"),
    "date": ("改定数值", "dated"),
    "withdraw": ("撤下", "withdrawn"),
}
_KINDS: Final = {
    "fact": ("事实", "fact"),
    "term": ("术语", "term"),
    "parameter": ("参数", "parameter"),
    "reading": ("口径", "reading"),
    "programme": ("事项", "programme"),
    "limb": ("条件", "condition"),
    "case": ("算例", "case"),
    "claim": ("声明", "claim"),
}
_STATUS: Final = {"law": ("规定", "law"), "example": ("示例，不是规定", "a worked example, not law")}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change: what was done to what, what stood there and what stands there now, by which clause, and why.

    ``of`` is the programme of a condition and ``into`` the group that an added one went into; ``before`` and ``after``
    are wording and ``None`` where there is nothing to say.
    """

    do: str
    kind: str
    name: str
    of: str
    into: str
    before: Text | None
    after: Text | None
    clause: str
    why: Text | None


def overlay_changes(source: OverlaySource, below: PackFiles, pack: Pack) -> tuple[ShownChange, ...]:
    """Every change of an overlay, in its order; programmes that it brings as files of their own come last.

    Args:
        source: the overlay.
        below: the files of the pack that it changes.
        pack: the pack that came of it.
    """
    changes = [_shown(change, below, pack) for change in source.file.changes]
    for _, model in source.programmes:
        name, title = str(model.programme), _text(model.title)
        changes.append(ShownChange("add", "programme", name, "", "", None, title, str(model.clause), None))
    return tuple(changes)


def _shown(change: schema.ChangeModel, below: PackFiles, pack: Pack) -> ShownChange:
    kind, name = _kind_and_name(change)
    of = str(change.of or "")
    before = _before(below, kind, name, of) if change.do in ("replace", "remove") else None
    after = _dated(change, pack) if change.do == "date" else _brought(change)
    into, clause = str(change.into or ""), str(change.clause)
    return ShownChange(change.do, kind, name, of, into, before, after, clause, _text(change.why))


def _kind_and_name(change: schema.ChangeModel) -> tuple[str, str]:
    if change.do == "date":
        return "parameter", str(change.name)
    if change.do == "remove":
        return str(change.kind), str(change.name)
    ((kind, model),) = change.brought.items()
    return kind, str(getattr(model, "id" if kind == "limb" else kind))


def _brought(change: schema.ChangeModel) -> Text | None:
    for model in change.brought.values():
        return _wording(model)
    return None


def _wording(model: Any) -> Text | None:
    """What a fact, term, parameter, reading, programme or condition is called, and what makes it what it is."""
    for name in ("label", "question", "title", "says"):
        wording = getattr(model, name, None)
        if wording is not None:
            called = _text(wording)
            if hasattr(model, "fact"):
                return Text(f"{called.zh}（{model.question.zh}）", f"{called.en} ({model.question.en})")
            if hasattr(model, "parameter"):
                values = [_valued(one, model.unit) for one in model.values]
                zh, en = "；".join(one.zh for one in values), "; ".join(one.en for one in values)
                return Text(f"{called.zh}，{zh}", f"{called.en}, {en}")
            return called
    return None


def _dated(change: schema.ChangeModel, pack: Pack) -> Text | None:
    parameter = pack.parameter_by_name.get(str(change.name))
    return None if change.value is None else _valued(change.value, parameter.unit if parameter is not None else None)


def _valued(value: schema.ParameterValue, unit: schema.Wording | Text | None) -> Text:
    zh, en = (f" {unit.zh}", f" {unit.en}") if unit is not None else ("", "")
    day = value.from_.isoformat()
    return Text(f"自{day}起为 {value.value}{zh}", f"{value.value}{en} from {day}")


def _before(files: PackFiles, kind: str, name: str, of: str) -> Text | None:
    """What stood there; ``None`` where another overlay had brought it."""
    models: Any
    if kind == "limb":
        tops = [node for _, one in files.programmes if one.programme == of for node in (*one.applies, one.requires)]
        models = [node for top in tops for node in top.walk() if node.id == name]
    elif kind == "programme":
        models = [one for _, one in files.programmes if one.programme == name]
    else:
        attribute = f"{kind}s"
        models = [one for one in getattr(getattr(files, attribute), attribute) if getattr(one, kind) == name]
    return _wording(models[0]) if models else None


def _text(wording: schema.Wording) -> Text:
    return Text(str(wording.zh), str(wording.en))


# --- lines --------------------------------------------------------------------------------------------------


def overlay_lines(source: OverlaySource, below: PackFiles, pack: Pack, language: str, width: int | None) -> list[Line]:
    """An overlay: its document and whether it is law or an example, every change, everything withdrawn."""
    file = source.file
    chinese = language == "zh"
    colon, dot = ("：", "；") if chinese else (": ", "; ")
    lines = [Line(_text(file.title).in_language(language), "heading")]
    status = f"{'性质' if chinese else 'Status'}{colon}{_STATUS[file.status][not chinese]}"
    lines.append(Line(f"  {status}", "" if file.status == "law" else "error"))
    extends = f"{'叠加于' if chinese else 'extends'} {file.extends}"
    lines += _wrapped(f"{file.overlay} {file.version}{dot}{extends}{dot}{file.document.number}", width, "  ")
    lines.append(Line(""))
    for change in overlay_changes(source, below, pack):
        lines.extend(_change_lines(change, pack, language, width))
    for (kind, reason), names in _withdrawn(source).items():
        listed = ("、" if chinese else ", ").join(names)
        lines += _wrapped(
            f"{_DOES['withdraw'][not chinese]} {_KINDS[kind][not chinese]} {listed}", width, "  ", "      "
        )
        lines += [Line(line, "quiet") for line in wrap(reason.in_language(language), width, "      ", hanging="      ")]
    return lines


def _withdrawn(source: OverlaySource) -> dict[tuple[str, Text], list[str]]:
    """The cases and claims withdrawn, together where the reason is the same."""
    together: dict[tuple[str, Text], list[str]] = {}
    for one in source.file.withdraws:
        kind = "case" if one.case is not None else "claim"
        only = f" ({one.programme})" if one.programme else ""
        together.setdefault((kind, _text(one.reason)), []).append(f"{one.case or one.claim}{only}")
    return together


def _change_lines(change: ShownChange, pack: Pack, language: str, width: int | None) -> list[Line]:
    chinese = language == "zh"
    place = _place(change, pack, language)
    head = f"{_DOES[change.do][not chinese]} {_KINDS[change.kind][not chinese]} {change.name}{place}"
    what = " → ".join(one.in_language(language) for one in (change.before, change.after) if one is not None)
    lines = _wrapped(head + (f"{'：' if chinese else ': '}{what}" if what else ""), width, "  ", "      ")
    reason = f"{'依据' if chinese else 'by'} {change.clause}"
    if change.why is not None:
        reason += f"{'：' if chinese else ': '}{change.why.in_language(language)}"
    return [*lines, *(Line(line, "quiet") for line in wrap(reason, width, "      ", hanging="      "))]


def _place(change: ShownChange, pack: Pack, language: str) -> str:
    """Where a condition belongs: its programme, and the group that an added one went into."""
    if not change.of:
        return ""
    title = next((one.title.in_language(language) for one in pack.programmes if one.id == change.of), change.of)
    if language == "zh":
        return f"（{title}，加入 {change.into}）" if change.into else f"（{title}）"
    return f" ({title}, into {change.into})" if change.into else f" ({title})"


def _wrapped(text: str, width: int | None, indent: str, hanging: str | None = None) -> list[Line]:
    return [Line(line) for line in wrap(text, width, indent, hanging=hanging)]


# --- plain data ---------------------------------------------------------------------------------------------


def overlay_data(source: OverlaySource, below: PackFiles, pack: Pack) -> dict[str, Any]:
    """The same as plain JSON, with wording in both languages."""
    file = source.file
    return {
        "overlay": str(file.overlay),
        "version": str(file.version),
        "extends": str(file.extends),
        "status": file.status,
        "title": _both(_text(file.title)),
        "document": {"number": str(file.document.number), "date": file.document.date.isoformat()},
        "changes": [
            {
                "do": change.do,
                "kind": change.kind,
                "name": change.name,
                "of": change.of or None,
                "into": change.into or None,
                "before": _both(change.before),
                "after": _both(change.after),
                "clause": change.clause,
                "why": _both(change.why),
            }
            for change in overlay_changes(source, below, pack)
        ],
        "withdraws": [
            {
                "kind": "case" if one.case is not None else "claim",
                "name": str(one.case or one.claim),
                "programme": str(one.programme) if one.programme else None,
                "reason": _both(_text(one.reason)),
            }
            for one in file.withdraws
        ],
    }


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}
