"""``eligibility test``: run the cases and check the claims of packs."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from eligibility.cli.errors import BAD_INPUT, FAILED, guarded, in_order, problem_data, show_error
from eligibility.cli.loading import load_rules
from eligibility.cli.options import Format, FormatOption, Lang, LangOption
from eligibility.cli.output import console, counted, print_json, print_line
from eligibility.errors import PackError
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.rulebook import Rulebook
from eligibility.testing import mutation
from eligibility.testing.cases import CaseResult, run_cases
from eligibility.testing.claims import ClaimResult, check_claims
from eligibility.testing.coverage import CoverageReport, coverage_report
from eligibility.testing.mutation import MutationReport

__all__ = ["run_tests"]


@dataclass(frozen=True, slots=True)
class _Tested:
    """What became of one pack: its results, or what is wrong with it."""

    pack: str
    version: str = ""
    cases: tuple[CaseResult, ...] = ()
    claims: tuple[ClaimResult, ...] = ()
    coverage: CoverageReport | None = None
    mutation: MutationReport | None = None
    error: PackError | None = None

    @property
    def passed(self) -> bool:
        kept = all(case.passed for case in self.cases) and all(claim.holds for claim in self.claims)
        whole = self.coverage is None or self.coverage.is_complete
        killed = self.mutation is None or self.mutation.passed
        return kept and whole and killed and self.error is None


@guarded
def run_tests(
    packs: Annotated[
        list[str] | None,
        typer.Argument(metavar="PACK...", help="规则包，默认为自带的全部 · Packs, by default all shipped ones"),
    ] = None,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="也列出通过的 · List what passed as well")] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="也列出算例没有覆盖的条件 · List what the cases leave uncovered")
    ] = False,
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="逐处改动规则，看算例和声明能否发现 · Change every rule and see what notices"),
    ] = False,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """运行规则包的算例和声明 · Run the cases and check the claims of packs."""
    tested = []
    for pack in packs or [*shipped_packs(), *shipped_overlays()]:
        tested.append(_test(pack, coverage=coverage, mutate=mutate))
        if format is Format.TEXT:
            _show(tested[-1], lang.value, verbose=verbose)
    if format is Format.JSON:
        print_json({"passed": all(one.passed for one in tested), "packs": [_data(one, lang.value) for one in tested]})
    if any(one.error is not None for one in tested):
        return BAD_INPUT
    return 0 if all(one.passed for one in tested) else FAILED


def _test(pack: str, *, coverage: bool, mutate: bool) -> _Tested:
    try:
        rules: Rulebook = load_rules(pack, None)
        report = coverage_report(rules) if coverage else None
        cases, claims = tuple(run_cases(rules)), tuple(check_claims(rules))
        mutation = _mutated(rules) if mutate else None
        return _Tested(rules.id, rules.version, cases, claims, report, mutation)
    except PackError as error:
        return _Tested(pack, error=error)


def _mutated(rules: Rulebook) -> MutationReport:
    """Mutate the rules, with progress where somebody is looking."""
    if not sys.stderr.isatty():
        return mutation.mutate(rules)
    from rich.progress import Progress

    with Progress(console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(rules.id, total=None)
        return mutation.mutate(rules, progress=lambda done, total: bar.update(task, completed=done, total=total))


def _show(tested: _Tested, language: str, *, verbose: bool) -> None:
    if tested.error is not None:
        show_error(tested.error, language)
        return
    for case in tested.cases:
        if verbose or not case.passed:
            print_line(case.text(language), "" if case.passed else "error")
    for claim in tested.claims:
        if verbose or not claim.holds:
            print_line(claim.text(language), "" if claim.holds else "error")
    if tested.coverage is not None:
        print_line(tested.coverage.text(language, everything=verbose))
    if tested.mutation is not None:
        print_line(tested.mutation.text(language, everything=verbose), "" if tested.mutation.passed else "error")
    print_line(_summary(tested, language), "green" if tested.passed else "error")


def _summary(tested: _Tested, language: str) -> str:
    cases, claims = len(tested.cases), len(tested.claims)
    failed = sum(not case.passed for case in tested.cases)
    broken = sum(not claim.holds for claim in tested.claims)
    proved = sum(claim.holds and claim.how == "proved" for claim in tested.claims)
    unchecked = sum(claim.how == "not_checked" for claim in tested.claims)
    searched = claims - broken - proved - unchecked
    mark = "✓" if tested.passed else "✗"
    if language == "zh":
        return (
            f"{mark} {tested.pack} {tested.version}：算例 {cases} 个，通过 {cases - failed} 个，不通过 {failed} 个；"
            f"声明 {claims} 条，证明 {proved} 条，查无反例 {searched} 条，不成立 {broken} 条"
            + (f"；{unchecked} 条没有检查，需要 eligibility[prove]" if unchecked else "")
        )
    return (
        f"{mark} {tested.pack} {tested.version}: {counted(cases, 'case')}, {cases - failed} passed, {failed} failed; "
        f"{counted(claims, 'claim')}, {proved} proved, {searched} searched without a counterexample, {broken} broken"
        + (f"; {unchecked} not checked, which needs eligibility[prove]" if unchecked else "")
    )


def _data(tested: _Tested, language: str) -> dict[str, Any]:
    if tested.error is not None:
        return {
            "pack": tested.pack,
            "passed": False,
            "error": [problem_data(one, language) for one in in_order(tested.error)],
        }
    return {
        "pack": tested.pack,
        "version": tested.version,
        "passed": tested.passed,
        "cases": [case.to_dict(language) for case in tested.cases],
        "claims": [claim.to_dict(language) for claim in tested.claims],
        **({} if tested.coverage is None else {"coverage": tested.coverage.to_dict(language)}),
        **({} if tested.mutation is None else {"mutation": tested.mutation.to_dict(language)}),
    }
