"""The upstream request that the rules ask for, and the differences of a recorded one."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

from dialect import Operation, Piece, Sender, Unit, Upstream
from text import ABSENT, Ref, as_text, evaluate

Pairs = list[tuple[str, str]]


@dataclass
class Expected:
    method: str
    path: str
    query: Pairs
    headers: dict[str, str]
    cookies: Pairs
    media: str | None = None
    body: Any = ABSENT
    how: str = "none"


@dataclass
class Recorded:
    method: str
    target: str
    headers: Pairs
    body: bytes


@dataclass
class Environment:
    """What the product was started with."""

    variable: Callable[[str], str]
    prefixes: list[str] = field(default_factory=list)


def flat_pairs(name: str, value: Any) -> Pairs:
    """Section 3: scalars once, arrays repeated, objects as `name[key]`."""
    if isinstance(value, list):
        return [(name, as_text(item)) for item in value]
    if isinstance(value, dict):
        return [(f"{name}[{key}]", as_text(item)) for key, item in value.items()]
    return [(name, as_text(value))]


class Request:
    """Assembles what one call of a unit must send."""

    def __init__(self, unit: Unit, upstream: Upstream, environment: Environment, given: dict[str, Any]) -> None:
        self.unit = unit
        self.operation: Operation = unit.operation
        self.upstream = upstream
        self.environment = environment
        self.given = given
        arguments = {name: self.of(template, given) for name, template in unit.bindings.items()}
        self.arguments = {name: value for name, value in arguments.items() if value is not ABSENT}

    def of(self, template: Any, scope: dict[str, Any]) -> Any:
        return evaluate(template, scope, self.environment.variable)

    def expected(self) -> Expected:
        made = Expected(self.operation.method, self.path(), [], {}, [])
        for name, template in self.operation.fixed:
            value = "" if template is None else self.of(template, self.arguments)
            made.query += [] if value is ABSENT else flat_pairs(name, value)
        for sender in self.operation.senders:
            self.add(made, sender, self.of(sender.template, self.arguments))
        self.body(made)
        for sender in self.unit.extra:
            self.extra(made, sender)
        self.credential(made)
        return made

    def path(self) -> str:
        tail: list[Piece] = []
        for name in self.unit.path_tail:
            tail += [Piece("/"), Piece(Ref(name))]
        scope = {**self.given, **self.arguments}
        parts = [self.piece(piece, scope) for piece in [*self.operation.path, *tail]]
        return self.environment.prefixes[self.upstream.index] + "".join(parts)

    def piece(self, piece: Piece, scope: dict[str, Any]) -> str:
        if isinstance(piece.template, str):
            return quote(piece.template, safe="/:@!$&'()*+,;=-._~%")
        value = as_text(self.of(piece.template, scope))
        return quote(value, safe="/" if piece.keep_slash else "")

    def add(self, made: Expected, sender: Sender, value: Any) -> None:
        if value is ABSENT:
            return
        if sender.place == "query":
            made.query += flat_pairs(sender.wire, value)
        elif sender.place == "header":
            made.headers[sender.wire.lower()] = as_text(value)
        elif sender.place == "cookie":
            made.cookies.append((sender.wire, as_text(value)))

    # --- Bodies ---

    def body(self, made: Expected) -> None:
        body = self.operation.body
        if body.how == "none":
            return
        value = self.of(body.template, self.arguments)
        # R41: an object without its absent fields is an object; R47: not with GET.
        nothing = value is ABSENT or (not value and self.operation.method in ("GET", "HEAD"))
        if not nothing:
            made.how, made.media, made.body = body.how, body.media, value

    def extra(self, made: Expected, sender: Sender) -> None:
        value = self.of(sender.template, self.given)
        if sender.place != "body":
            self.add(made, sender, value)
        elif value is not ABSENT:
            self.add_field(made, sender.wire, value)

    def add_field(self, made: Expected, name: str, value: Any) -> None:
        if made.body is ABSENT:
            made.how, made.media, made.body = "fields", "application/json", {}
            if self.operation.body.how != "none":
                made.how, made.media = self.operation.body.how, self.operation.body.media
        kept = {key: known for key, known in made.body.items() if key != name}
        made.body = {**kept, name: value}

    # --- Credentials ---

    def credential(self, made: Expected) -> None:
        auth = self.upstream.auth
        how = auth.get("how")
        if how == "basic":
            pair = f"{self.of(auth['username'], {})}:{self.of(auth['password'], {})}"
            made.headers["authorization"] = "Basic " + b64encode(pair.encode()).decode()
            return
        for name, template in auth.get("pairs", []):
            value = self.of(template, {})
            if how == "body" and self.has_object_body():
                self.add_field(made, name, value)
            elif how in ("query", "body"):
                made.query.append((name, value))
            elif how == "cookie":
                made.cookies.append((name, value))
            elif how == "header":
                made.headers[name.lower()] = value

    def has_object_body(self) -> bool:
        body = self.operation.body
        return body.how in ("fields", "form") or (body.how == "template" and isinstance(body.template, dict))


# === Comparison ===

LEGAL_QUERY = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]]|%[0-9A-Fa-f]{2})*")
# `via` names every gateway on the way (RFC 9110, 7.6.3).
FREE_HEADERS = {"host", "user-agent", "accept", "accept-encoding", "content-length", "content-type", "via", "x-request-id"}


def query_pairs(query: str) -> Pairs:
    pairs = []
    for item in filter(None, query.split("&")):
        name, _, value = item.partition("=")
        pairs.append((unquote(name, errors="strict"), unquote(value, errors="strict")))
    return pairs


def differences(expected: Expected, recorded: Recorded) -> list[str]:
    path, _, query = recorded.target.partition("?")
    found = [
        differ("method", expected.method, recorded.method),
        differ("path", expected.path, path),
        differ("query", expected.query, query_pairs(query)),
        None if LEGAL_QUERY.fullmatch(query) else f"query is not legal: {query}",
        differ("headers", expected.headers, other_headers(expected, recorded)),
        differ("cookies", expected.cookies, cookies(recorded)),
        *body_differences(expected, recorded),
    ]
    return [one for one in found if one]


def differ(what: str, expected: Any, actual: Any) -> str | None:
    if expected == actual:
        return None
    return f"{what}\n      expected {expected!r}\n      actual   {actual!r}"


def other_headers(expected: Expected, recorded: Recorded) -> dict[str, str]:
    """All headers a product has no reason of its own to send."""
    kept: dict[str, str] = {}
    for name, value in recorded.headers:
        lower = name.lower()
        if lower == "cookie" or (lower in FREE_HEADERS and lower not in expected.headers):
            continue
        kept[lower] = f"{kept[lower]} AND {value}" if lower in kept else value
    return kept


def cookies(recorded: Recorded) -> Pairs:
    found = []
    for name, value in recorded.headers:
        if name.lower() == "cookie":
            found += [tuple(pair.strip().partition("=")[::2]) for pair in value.split(";")]
    return found  # type: ignore[return-value]


def body_differences(expected: Expected, recorded: Recorded) -> list[str | None]:
    media = next((value for name, value in recorded.headers if name.lower() == "content-type"), None)
    essence = media.partition(";")[0].strip() if media else None
    if expected.how == "none":
        return [differ("body", b"", recorded.body), differ("content type", None, media)]
    found = [differ("content type", expected.media, essence)]
    if expected.how == "form":
        wanted = [(name, as_text(value)) for name, value in expected.body.items()]
        text = recorded.body.decode()
        actual = [tuple(unquote_plus(part) for part in item.partition("=")[::2]) for item in text.split("&") if item]
        found.append(differ("form", wanted, actual))
    elif expected.how == "raw" and isinstance(expected.body, str):
        found.append(differ("body", expected.body.encode(), recorded.body))
    else:
        found.append(json_difference(expected.body, recorded.body))
    return found


def json_difference(expected: Any, body: bytes) -> str | None:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    try:
        actual = json.loads(body, object_pairs_hook=unique)
    except ValueError as error:
        return f"body is not JSON ({error}): {body!r}"
    # `1 == True` in Python, not in JSON.
    same = json.dumps(expected, sort_keys=True) == json.dumps(actual, sort_keys=True)
    return None if same else differ("body", expected, actual)
