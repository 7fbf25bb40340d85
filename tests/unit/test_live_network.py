"""The network of a pack, and the rules that are made of it."""

from __future__ import annotations

import itertools
import json
from datetime import date

import pytest

import eligibility
from eligibility import Truth
from eligibility.live.network import Network, Node, _Builder, build_network
from eligibility.live.ruleset import compile_ruleset
from eligibility.logic import all_of, any_of, at_least, negate
from eligibility.pack.model import Pack

ON = date(2023, 6, 1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The shipped pack."""
    return eligibility.load("weihai-2023-13").pack


def value(nodes: list[Node], number: int, leaves: tuple[Truth, ...]) -> Truth:
    """The truth of a node, worked out slowly."""
    node = nodes[number]
    parts = [value(nodes, part, leaves) for part in node.parts]
    match node.op:
        case "leaf":
            return leaves[number]
        case "not":
            return negate(parts[0])
        case op:
            return all_of(parts) if op == "all" else any_of(parts)


@pytest.mark.parametrize(("count", "size"), [(c, n) for n in range(1, 6) for c in range(1, n + 1)])
def test_at_least_is_spelt_out_rightly(count: int, size: int) -> None:
    """Groups of groups give what counting gives, for every combination of truths."""
    builder = _Builder()
    builder.nodes = [Node("leaf") for _ in range(size)]
    root = builder._at_least(count, range(size))
    for truths in itertools.product(Truth, repeat=size):
        assert value(builder.nodes, root, truths) is at_least(count, truths)


@pytest.mark.parametrize("op", ["all", "any"])
@pytest.mark.parametrize("size", [1, 2, 4, 5, 6])
def test_large_groups_are_groups_of_groups(op: str, size: int) -> None:
    """No group is wide, and the truth is the same."""
    builder = _Builder()
    builder.nodes = [Node("leaf") for _ in range(size)]
    root = builder._group(op, range(size))
    assert all(len(node.parts) <= 4 for node in builder.nodes)
    for truths in itertools.product(Truth, repeat=size):
        assert value(builder.nodes, root, truths) is (all_of(truths) if op == "all" else any_of(truths))


def test_at_least_stays_small() -> None:
    """Ten of twenty are some hundred nodes, not the 184,756 combinations."""
    builder = _Builder()
    builder.nodes = [Node("leaf") for _ in range(20)]
    builder._at_least(10, range(20))
    assert len(builder.nodes) < 300


def test_parts_come_before_wholes(pack: Pack) -> None:
    """Every node is made of nodes before it, and every programme in force has an outcome."""
    network = build_network(pack, ON)
    for number, node in enumerate(network.nodes):
        assert all(part < number for part in node.parts)
    assert len(network.outcomes) == len(pack.programme_ids)
    assert {network.nodes[one.outcome].op for one in network.items} == {"item"}
    assert len({condition for _, condition in network.leaves}) == len(network.leaves)


def test_every_node_is_looked_at_by_a_rule(pack: Pack) -> None:
    """The engine takes a fact that no rule looks at for an error; there is none."""
    network = build_network(pack, ON)
    used = {part for node in network.nodes for part in node.parts}
    roots = {node for node in network.outcomes if node is not None} | {one.outcome for one in network.items}
    assert used | roots == set(range(len(network.nodes)))


def test_programmes_can_be_parted(pack: Pack) -> None:
    """A network of some programmes has outcomes for these and no others."""
    network = build_network(pack, ON, {0, 2})
    assert [place for place, node in enumerate(network.outcomes) if node is not None] == [0, 2]


def test_rules_test_no_absence_and_hold_no_text(pack: Pack) -> None:
    """No rule asks whether something is not there, which never returns; nothing of the pack's words goes along."""
    ruleset = compile_ruleset(build_network(pack, ON))
    text = json.dumps(ruleset.definition["rules"])
    assert not any(word in text for word in ("$nex", "$ex", "$not", "none", "$mt", "$s"))
    assert text.isascii()
    assert not any(fact.path in text for fact in pack.facts)


def test_the_name_is_the_content(pack: Pack) -> None:
    """Equal rules have one name, other rules another: no ruleset is ever redefined."""
    first, again = (compile_ruleset(build_network(pack, ON)) for _ in range(2))
    other = compile_ruleset(build_network(pack, ON, {0}))
    assert first == again
    assert first.name != other.name


def test_at_most_a_few_hundred_tests_in_one_place() -> None:
    """The engine hangs where more than 512 tests stand side by side; ours are spread over two levels."""
    nodes = [Node("leaf") for _ in range(3000)]
    nodes += [Node("outcome", (place, place + 1)) for place in range(0, 2999, 300)]
    network = Network(tuple(nodes), (), tuple(range(3000, len(nodes))), ())
    rules = compile_ruleset(network).definition["rules"].values()
    groups = {json.dumps(test["$and"][0]) for rule in rules for part in rule["all"] for test in part.values()}
    assert len(groups) < 512
