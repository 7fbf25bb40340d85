"""Plain data as YAML that people read: no anchors, no broken lines, Chinese as it is."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

__all__ = ["yaml_of"]

_ON_KEY: Final = re.compile(r"^( *(?:- )?)'on':", re.MULTILINE)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        """Nothing is written as an anchor and an alias."""
        return True


def yaml_of(data: Any) -> str:
    """Plain data as YAML; the key ``on`` stands without quotes, since our reader knows no other words for true.

    >>> print(yaml_of({"on": "2023-06-01", "a": "no"}), end="")
    on: '2023-06-01'
    a: 'no'
    """
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
    return _ON_KEY.sub(r"\1on:", text)
