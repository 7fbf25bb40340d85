"""The form as a widget: one implementation for JupyterLab and marimo, on anywidget."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import anywidget
import traitlets

from eligibility.notebook.state import FormState
from eligibility.notebook.summary import summary_fragment
from eligibility.notebook.vocabulary_form import form_layout, say
from eligibility.present.html.style import style_sheet

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.pack.vocabulary import Person
    from eligibility.rulebook import Rulebook

__all__ = ["Form"]

_STATIC: Final = Path(__file__).parent / "static"


class Form(anywidget.AnyWidget):
    """A form for one person, with the findings beside it; made by ``Rulebook.form``.

    As the last line of a cell it shows itself, in JupyterLab as in marimo. What was filled in is there in the next
    cell as ``form.person``, ``form.decision``, ``form.yaml()`` and ``form.python()``. Where a notebook is exported it
    leaves a static summary.
    """

    _esm = (_STATIC / "form.js").read_text(encoding="utf-8")
    _css = style_sheet() + "\n" + (_STATIC / "form.css").read_text(encoding="utf-8")

    layout_of_form = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    summary_id = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        rules: Rulebook,
        person: Mapping[str, Any] | Person | None,
        on: date,
        language: str,
        programmes: Collection[str] = (),
    ) -> None:
        self._state = FormState(rules, person, on, language, programmes)
        super().__init__(
            layout_of_form=form_layout(rules.pack, language),
            answers={path: dict(answer) for path, answer in self._state.answers.items()},
            view=self._state.view(),
            summary_id=f"eligibility-{uuid4().hex}",
        )
        self._is_displayed = False
        self.observe(self._answered, names="answers")

    def _answered(self, change: Mapping[str, Any]) -> None:
        """Decide again; a defect shows as a defect and never as a finding."""
        try:
            self._state.change(change["new"])
            self.view = self._state.view()
            self._renew_summary()
        except Exception as error:  # noqa: BLE001 - it would vanish in a notebook's log, and old findings would stay
            failed = f"{say(self._state.language, 'failed')} B001 {type(error).__name__}"
            self.view = {**self.view, "failed": failed, "findings": "", "changes": []}

    @property
    def person(self) -> Person:
        """The person as filled in so far; what is wrong counts as not given."""
        return self._state.person

    @property
    def decision(self) -> Decision:
        """The decision for the person as filled in so far."""
        return self._state.decision

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the path of the fact; ``@on`` is the decision date."""
        return dict(self._state.errors)

    def data(self) -> dict[str, Any]:
        """The person as plain data."""
        return self._state.data()

    def yaml(self) -> str:
        """The person as a person file."""
        return self._state.yaml()

    def python(self) -> str:
        """The person as Python to copy into a cell."""
        return self._state.python()

    def html(self) -> str:
        """The static summary: what was filled in, what to ask next, every finding."""
        return str(summary_fragment(self._state))

    # --- what stays where no widget can run ---

    def _ipython_display_(self, **_: Any) -> None:
        """The widget and, in an output of its own, the summary.

        The widget hides the summary while it lives. What is exported or opened again without a kernel shows the
        summary as it stood after the last answer; a summary beside the widget in one output could not be renewed
        without drawing the widget again.
        """
        from IPython.display import display

        data, metadata = super()._repr_mimebundle_() or ({}, {})
        display({**data, "text/plain": repr(self)}, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]
        display(self._summary(), raw=True, display_id=self.summary_id)  # type: ignore[no-untyped-call]
        self._is_displayed = True

    def _renew_summary(self) -> None:
        if self._is_displayed:
            from IPython.display import update_display

            update_display(self._summary(), raw=True, display_id=self.summary_id)  # type: ignore[no-untyped-call]

    def _summary(self) -> dict[str, str]:
        wrapped = f'<div data-eligibility-summary="{self.summary_id}">{self.html()}</div>'
        return {"text/html": wrapped, "text/plain": self.yaml()}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and the summary for where no widget can run."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/html": self.html(), "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"<Form {self._state.rules.id} on {self._state.on}>"
