"""YAML 1.2 scalars that keep their source text (R04), and templates over them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml


class Plain(str):
    """An unquoted scalar: its text where text is expected, else `value`."""

    @property
    def value(self) -> Any:
        if self in ("true", "True", "TRUE", "false", "False", "FALSE"):
            return self.lower() == "true"
        if re.fullmatch(r"[-+]?[0-9]+", self):
            return int(self)
        if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", self):
            return float(self)
        return str(self)


NULLS = {"", "~", "null", "Null", "NULL"}


def _tree(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _tree(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_tree(item) for item in node.value]
    if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value in NULLS):
        return None
    return Plain(node.value) if node.style is None else node.value


def load(text: str) -> Any:
    return _tree(yaml.compose(text, Loader=yaml.SafeLoader))


def json_value(tree: Any) -> Any:
    """The constant a tree stands for."""
    if isinstance(tree, dict):
        return {key: json_value(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [json_value(item) for item in tree]
    return tree.value if isinstance(tree, Plain) else tree


def fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def lookup(name: str, names: Any) -> str | None:
    """Exact, then a single fold match (section 3)."""
    names = list(dict.fromkeys(names))
    if name in names:
        return name
    matches = [other for other in names if fold(other) == fold(name)]
    return matches[0] if len(matches) == 1 else None


# === Templates ===


@dataclass(frozen=True)
class Ref:
    """The value of an argument or of a caller's parameter."""

    name: str


@dataclass(frozen=True)
class Var:
    """A runtime variable, by the name the environment has it under."""

    name: str


@dataclass(frozen=True)
class Joined:
    """Text with references and variables in it."""

    parts: tuple[Any, ...]


class Absent:
    """What an optional value that was not given evaluates to."""


ABSENT = Absent()


def as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def evaluate(template: Any, values: dict[str, Any], variable: Callable[[str], str]) -> Any:
    """R42: an absent value takes its key or item with it, and is empty inside longer text."""
    if isinstance(template, Ref):
        return values.get(template.name, ABSENT)
    if isinstance(template, Var):
        return variable(template.name)
    if isinstance(template, Joined):
        parts = [evaluate(part, values, variable) for part in template.parts]
        return "".join("" if part is ABSENT else as_text(part) for part in parts)
    if isinstance(template, dict):
        made = {key: evaluate(value, values, variable) for key, value in template.items()}
        return {key: value for key, value in made.items() if value is not ABSENT}
    if isinstance(template, list):
        made_items = [evaluate(item, values, variable) for item in template]
        return [item for item in made_items if item is not ABSENT]
    return json_value(template)


def references(template: Any) -> list[str]:
    """The names a template reads, in order, each once."""
    found: list[str] = []
    if isinstance(template, Ref):
        found = [template.name]
    elif isinstance(template, Joined):
        found = [name for part in template.parts for name in references(part)]
    elif isinstance(template, dict):
        found = [name for value in template.values() for name in references(value)]
    elif isinstance(template, list):
        found = [name for item in template for name in references(item)]
    return list(dict.fromkeys(found))


EXPRESSION = re.compile(r"\{\{\s*(.*?)\s*\}\}|\$\{([^{}]+)\}|\$env\.([A-Za-z0-9_]+)")


def split_text(text: str, resolve: Callable[[str], Any]) -> Any:
    """A text with expressions as one template; `resolve` says what an expression is."""
    parts: list[Any] = []
    end = 0
    for match in EXPRESSION.finditer(text):
        if match.start() > end:
            parts.append(text[end : match.start()])
        parts.append(resolve(match[1] or match[2] or f"env.{match[3]}"))
        end = match.end()
    if end < len(text):
        parts.append(text[end:])
    if not parts or parts == [text]:
        return text
    return parts[0] if len(parts) == 1 else Joined(tuple(parts))
