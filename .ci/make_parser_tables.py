"""Write src/eligibility/language/grammar.json again, after a change of the grammar or of lark's version."""

import json
from pathlib import Path

from eligibility.language.parse import parser_tables

target = Path(__file__).resolve().parents[1] / "src" / "eligibility" / "language" / "grammar.json"
target.write_text(json.dumps(parser_tables(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
