"""Search in Chinese and English at once, offline: every two neighbouring characters are a word, in index and query."""

from __future__ import annotations

import re
from typing import Final

from sphinx.search import SearchLanguage

_RUN: Final = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")

_EMPTY: Final = "的了吗呢么"
"""Pairs with one of these say nothing about a page: 免除反担保的条件 is looked for as 免除反担保 and 条件."""

_SPLITTER: Final = r"""
var splitQuery = function (query) {
  var words = [];
  (query.match(/[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+/g) || []).forEach(function (run) {
    if (!/[\u3400-\u9fff]/.test(run)) {
      words.push.apply(words, run.split(/[^\p{Letter}\p{Number}_]+/u).filter(Boolean));
    } else if (run.length === 1) {
      words.push(run);
    } else {
      for (var i = 0; i + 1 < run.length; i++) {
        if (!/[EMPTY]/.test(run.slice(i, i + 2))) words.push(run.slice(i, i + 2));
      }
    }
  });
  return words;
};
""".replace("EMPTY", _EMPTY)


class ChineseAndEnglish(SearchLanguage):
    """Chinese by pairs of characters, everything else by words; no dictionary, so none can lack a term of the law."""

    lang = "zh-pairs"
    language_name = "Chinese and English"
    js_splitter_code = _SPLITTER

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's name
        """The words of a text."""
        words = []
        for run in _RUN.findall(input):
            if "\u3400" <= run[0] <= "\u9fff" and len(run) > 1:
                pairs = (run[place : place + 2] for place in range(len(run) - 1))
                words += [pair for pair in pairs if not set(pair) & set(_EMPTY)]
            else:
                words.append(run)
        return words

    def word_filter(self, word: str) -> bool:
        """Whether a word is indexed: figures too, since amounts are looked for, but no lone letter."""
        return len(word) > 1 or "\u3400" <= word <= "\u9fff"
