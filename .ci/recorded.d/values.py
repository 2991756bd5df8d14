"""Values that are awkward where they travel, made from name and type alone."""

from __future__ import annotations

from typing import Any

from dialect import Caller, Unit

NASTY = "a/b c%2Fd+e&f=g é\"'ü"
TAME = "%41-+ ☃"
# No more than a header may hold without an agreement about its encoding.
HEADER = ['"x", y;z=a/b c%20+', "plain-1"]


def by_text(caller: Caller, unit: Unit) -> bool:
    """Whether a caller over REST has to write the value as text."""
    return unit.kind == "rest" and caller.place not in ("body", "field")


def text_value(caller: Caller, variant: int) -> str:
    if caller.place == "header":
        return HEADER[variant]
    if caller.place == "cookie":
        return "c-1"
    return f"{caller.name[:8]} {NASTY if variant == 0 else TAME}"


def value(caller: Caller, unit: Unit, variant: int) -> Any:
    kind = caller.kind
    if kind == "integer":
        return [-9007199254740993, 0][variant]
    if kind == "number":
        return [-12.5, 3][variant]
    if kind == "boolean":
        return [True, False][variant]
    if kind == "array":
        return structured([["x/y ü", "&=+"], [{"k e": "v/ü"}, [1, -2, None]]], caller, unit)
    if kind == "object":
        deep = {"n e": {"ü": [1, {"deep": None}]}, "big": 12345678901234567890, 'q"': "/\\"}
        return structured([{"k e": "v/&ü", "j": "%"}, deep], caller, unit)
    if kind == "any":
        deep = {"any": [1, {"ü": "x"}], "t": "a\nb"}
        return structured([text_value(caller, variant), [deep, "any text"][variant]], caller, unit)
    return text_value(caller, variant)


def structured(choices: list[Any], caller: Caller, unit: Unit) -> Any:
    """Where a value may also arrive as text, or in a query, its items are texts."""
    argument = unit.operation.arguments.get(caller.name)
    flat = by_text(caller, unit) or (argument is not None and "query" in argument.places)
    return choices[0] if flat else choices[1]


def values(unit: Unit, variant: int) -> dict[str, Any]:
    """Variant 0 gives every parameter, variant 1 the required ones only."""
    given = [caller for caller in unit.callers if variant == 0 or caller.required]
    return {caller.name: value(caller, unit, variant) for caller in given}
