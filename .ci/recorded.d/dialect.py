"""A capability document as dialect.md reads it; the numbers are those of its rules.

Written from the text of the rules alone, so that it can contradict the compiler.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from text import Joined, Ref, Var, json_value, load, lookup, references, split_text

WHOLE_BODY = {"body", "payload", "requestbody", "request_body"}
RESERVED = {
    "host", "content-length", "content-type", "transfer-encoding", "connection", "keep-alive", "proxy-connection",
    "te", "trailer", "upgrade", "expect", "accept-encoding",
}  # fmt: skip
WITH_BODY = {"POST", "PUT", "PATCH"}
MEDIA = {
    "json": "application/json",
    "text": "text/plain",
    "xml": "application/xml",
    "sparql": "application/sparql-query",
    "form": "application/x-www-form-urlencoded",
    "formurlencoded": "application/x-www-form-urlencoded",
    "binary": "application/octet-stream",
    "octet-stream": "application/octet-stream",
    "yaml": "application/yaml",
    "application/cbor": "application/cbor",
}


@dataclass
class Argument:
    name: str
    kind: str
    required: bool
    places: list[str]


@dataclass
class Sender:
    """Something that is written into a request: where, under which name, and what."""

    place: str
    wire: str
    template: Any


@dataclass
class Piece:
    """A piece of a path; `template` is text, a variable or a reference."""

    template: Any
    keep_slash: bool = False


@dataclass
class Body:
    """How a body is made: `none`, `whole`, `fields`, `template`, `form` or `raw`."""

    how: str = "none"
    media: str = ""
    template: Any = None


@dataclass
class Operation:
    name: str
    method: str
    upstream: int
    path: list[Piece]
    fixed: list[tuple[str, Any]]
    senders: list[Sender]
    arguments: dict[str, Argument]
    body: Body
    unroutable: str | None = None

    def target(self) -> tuple[Any, ...]:
        return (self.upstream, self.method, repr(self.path), repr(self.fixed))


@dataclass
class Upstream:
    index: int
    namespace: str
    base_uri: str
    auth: dict[str, Any]
    operations: list[Operation] = field(default_factory=list)


@dataclass
class Caller:
    """A caller parameter of a unit."""

    name: str
    kind: str
    required: bool
    place: str
    wire: str


@dataclass
class Unit:
    surface: int
    kind: str
    name: str
    method: str
    path: list[Piece]
    conditions: list[tuple[str, str | None]]
    operation: Operation
    bindings: dict[str, Any]
    extra: list[Sender]
    callers: list[Caller]
    path_tail: list[str]
    unroutable: str | None = None
    shadowed: bool = False


@dataclass
class Surface:
    index: int
    kind: str
    namespace: str
    stdio: bool
    units: list[Unit]


# === Variables ===


class Variables:
    """R11: which expressions are variables, and what the environment calls them."""

    def __init__(self, document: dict[str, Any]) -> None:
        capability = document.get("capability") or {}
        binds = (document.get("binds") or []) + (capability.get("binds") or [])
        self.namespaces = {"env"} | {str(bind.get("namespace")) for bind in binds}
        self.declared = {
            str(key): str(source or key) for bind in binds for key, source in (bind.get("keys") or {}).items()
        }

    def find(self, expression: str) -> Var | None:
        if expression in self.declared:
            return Var(self.declared[expression])
        qualifier, dot, rest = expression.partition(".")
        if dot and qualifier in self.namespaces:
            return Var(self.declared.get(rest, rest))
        if re.fullmatch(r"[A-Z][A-Z0-9_]*", expression):
            return Var(expression)
        return None

    def resolve(self, expression: str) -> Var | Ref:
        return self.find(expression) or Ref(re.sub(r"^(tools|rest)\.", "", expression))

    def template(self, tree: Any) -> Any:
        """A tree in which every text may hold expressions (R40, R42)."""
        if isinstance(tree, dict):
            return {key: self.template(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self.template(item) for item in tree]
        return split_text(tree, self.resolve) if isinstance(tree, str) and "{{" in tree else tree


# === Paths (R29 to R31) ===

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}|\$\{([^{}]+)\}|\{([^{}]+)\}")


def pieces(text: str, variables: Variables) -> list[Piece]:
    made: list[Piece] = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        if match.start() > end:
            made.append(Piece(text[end : match.start()]))
        end = match.end()
        double = match[1] or match[2]
        variable = variables.find(double) if double else None
        name = (double or match[3]).strip()
        made.append(Piece(variable or Ref(name.rstrip("+")), name.endswith("+")))
    if end < len(text):
        made.append(Piece(text[end:]))
    return made


def names_in(path: list[Piece]) -> list[str]:
    return [name for piece in path for name in references(piece.template)]


def query_of(text: str, variables: Variables) -> list[tuple[str, Any]]:
    """Fixed query parameters; the value of a bare one is None."""
    made: list[tuple[str, Any]] = []
    for item in filter(None, text.split("&")):
        name, equals, value = item.partition("=")
        parts = tuple(
            unquote(piece.template) if isinstance(piece.template, str) else piece.template
            for piece in pieces(value, variables)
        )
        template = parts[0] if len(parts) == 1 else Joined(parts)
        made.append((unquote(name), template if equals and parts else ("" if equals else None)))
    return made


def absolute_paths(entry: dict[str, Any]) -> bool:
    """R29, decided once for a consumes entry."""
    for resource in entry.get("resources") or []:
        base = resource.get("path") or ""
        for operation in resource.get("operations") or []:
            path = operation.get("path") or ""
            if base not in ("", "/") and (path == base or path.startswith(base + "/")):
                return True
    return False


def joined(base: str | None, path: str | None, absolute: bool) -> str:
    base, path = base or "", path or ""
    if absolute and path:
        return path
    if not base or not path or path == "/":
        return base or path
    return base.rstrip("/") + "/" + path.lstrip("/")


def with_slash(path: str) -> str:
    return path if path.startswith("/") or not path else "/" + path


# === Consumed operations ===


class Consumed:
    """Builds one operation of a consumes entry."""

    def __init__(self, variables: Variables, upstream: Upstream) -> None:
        self.variables = variables
        self.upstream = upstream

    def build(self, levels: list[dict[str, Any]], path: str, method: str) -> Operation:
        spec = levels[-1]
        bare, _, _ = path.partition("#")
        route, _, query = bare.partition("?")
        name = str(spec.get("name") or spec.get("id"))
        parts = self.secret_in_path(pieces(with_slash(route), self.variables))
        fixed = query_of(query, self.variables)
        operation = Operation(name, method, self.upstream.index, parts, fixed, [], {}, Body())
        declared = self.declared(levels, operation)
        for parameter in declared:
            self.add_parameter(parameter, operation)
        placed = names_in(operation.path)
        fixed_names = [ref for _, value in fixed for ref in references(value)]
        for ref in placed:
            self.add_argument(operation, ref, "string", True, "path")
            operation.arguments[ref].required = True
        for ref in fixed_names:
            self.add_argument(operation, ref, "string", True, "query")
        self.build_body(spec.get("body"), declared, operation)
        self.orphans(declared, operation)
        return operation

    def secret_in_path(self, parts: list[Piece]) -> list[Piece]:
        """R21: placement path fills the placeholder of the credential's name."""
        auth = self.upstream.auth
        if auth.get("how") != "path":
            return parts
        key, value = auth["pairs"][0]
        return [Piece(value) if piece.template == Ref(key) else piece for piece in parts]

    def declared(self, levels: list[dict[str, Any]], operation: Operation) -> list[dict[str, Any]]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for level in levels:
            for parameter in level.get("inputParameters") or []:
                name = str(parameter.get("name") or "")
                if not name:
                    continue
                place = str(parameter.get("in") or self.place_of(name, operation))
                if place == "header" and self.is_reserved(name):
                    continue
                if place == "body" and name in body_credentials(self.upstream.auth):
                    continue
                found[(name, place)] = {**parameter, "name": name, "in": place}
        return list(found.values())

    def place_of(self, name: str, operation: Operation) -> str:
        if name in names_in(operation.path):
            return "path"
        return "body" if operation.method in WITH_BODY else "query"

    def is_reserved(self, name: str) -> bool:
        lower = name.lower()
        return lower in RESERVED or (lower == "authorization" and bool(self.upstream.auth))

    def add_argument(self, operation: Operation, name: str, kind: str, required: bool, place: str) -> None:
        known = operation.arguments.get(name)
        if known is None:
            operation.arguments[name] = Argument(name, kind, required, [place])
        elif place not in known.places:
            known.places.append(place)
            known.required = known.required or required

    def add_parameter(self, parameter: dict[str, Any], operation: Operation) -> None:
        name, place = parameter["name"], parameter["in"]
        value = parameter.get("value")
        template = Ref(name) if value is None else self.variables.template(value)
        kind = str(parameter.get("type") or ("any" if place == "body" else "string"))
        optional_body = place == "body" and operation.method in ("GET", "HEAD")
        required = place == "path" or (str(parameter.get("required")) == "true" and not optional_body)
        whole = isinstance(template, Ref)
        for ref in references(template):
            self.add_argument(operation, ref, kind if whole else "any", required and whole, place)
        if place != "path" and not self.in_fixed_query(operation, template, place):
            operation.senders.append(Sender(place, name, template))

    @staticmethod
    def in_fixed_query(operation: Operation, template: Any, place: str) -> bool:
        return place == "query" and any(value == template for _, value in operation.fixed)

    def orphans(self, declared: list[dict[str, Any]], operation: Operation) -> None:
        """R33"""
        for parameter in declared:
            name = parameter["name"]
            if parameter["in"] != "path" or name in names_in(operation.path) or name in names_in_base(self.upstream):
                continue
            if operation.method == "POST":
                operation.unroutable = operation.unroutable or name
            append_segment(operation.path, name)

    # --- Bodies (R41 to R47) ---

    def build_body(self, spec: Any, declared: list[dict[str, Any]], operation: Operation) -> None:
        fields = [sender for sender in operation.senders if sender.place == "body"]
        operation.senders = [sender for sender in operation.senders if sender.place != "body"]
        if spec is None:
            operation.body = self.body_of_fields(fields)
            return
        spec = spec if isinstance(spec, dict) else {"type": "json", "data": spec}
        kind = str(spec.get("type") or "json").lower()
        if spec.get("data") is None:
            if not fields:
                self.add_argument(operation, "body", "any", False, "body")
                operation.body = Body("whole", MEDIA[kind], Ref("body"))
            else:
                operation.body = self.body_of_fields(fields)
            return
        data = spec["data"]
        if isinstance(data, dict):
            secret = body_credentials(self.upstream.auth)
            data = {key: value for key, value in data.items() if key not in secret}
        template = self.variables.template(data)
        mentioned = references(template)
        for ref in mentioned:
            if ref not in operation.arguments:
                self.add_argument(operation, ref, "any", False, "body")
        extra = [sender for sender in fields if not set(references(sender.template)) & set(mentioned)]
        operation.body = self.body_of_block(kind, template, extra)
        if not isinstance(template, dict):
            self.forget(operation, extra)

    @staticmethod
    def forget(operation: Operation, ignored: list[Sender]) -> None:
        for sender in ignored:
            for ref in references(sender.template):
                if operation.arguments[ref].places == ["body"]:
                    del operation.arguments[ref]

    @staticmethod
    def body_of_fields(fields: list[Sender]) -> Body:
        if not fields:
            return Body()
        if len(fields) == 1 and fields[0].wire.lower() in WHOLE_BODY:
            return Body("whole", MEDIA["json"], fields[0].template)
        return Body("fields", MEDIA["json"], {sender.wire: sender.template for sender in fields})

    @staticmethod
    def body_of_block(kind: str, template: Any, extra: list[Sender]) -> Body:
        if isinstance(template, dict):
            template = {**template, **{sender.wire: sender.template for sender in extra}}
        if kind == "json":
            return Body("template", MEDIA[kind], template)
        if kind in ("form", "formurlencoded"):
            return Body("form", MEDIA[kind], template)
        if isinstance(template, dict):
            (template,) = template.values()
        return Body("raw", MEDIA[kind], template)


def append_segment(path: list[Piece], name: str) -> None:
    last = path[-1].template if path else ""
    if not (isinstance(last, str) and last.endswith("/")):
        path.append(Piece("/"))
    path.append(Piece(Ref(name)))


def names_in_base(upstream: Upstream) -> list[str]:
    return re.findall(r"\{([^{}]+)\}", upstream.base_uri)


# === Credentials (R21) ===


def credential(entry: dict[str, Any], variables: Variables) -> dict[str, Any]:
    """`how` is header, query, cookie, body, path or basic; `pairs` name and value."""
    spec = entry.get("authentication") or entry.get("auth")
    if not spec:
        return {}

    def value(key: str) -> Any:
        return split_text(str(spec[key]), variables.resolve)

    kind = str(spec.get("type")).lower()
    if kind == "basic":
        password = value("password") if spec.get("password") is not None else ""
        return {"how": "basic", "username": value("username"), "password": password}
    if kind == "bearer":
        token = value("token" if "token" in spec else "value")
        return {"how": "header", "pairs": [("authorization", Joined(("Bearer ", token)))]}
    if kind == "query":
        pairs = [(str(pair["name"]), split_text(str(pair["value"]), variables.resolve)) for pair in spec["parameters"]]
        return {"how": "query", "pairs": pairs}
    if "headers" in spec:
        return {"how": "header", "pairs": header_pairs(spec["headers"], variables)}
    how = "header" if kind == "header" else str(spec.get("placement") or spec.get("in") or "header")
    if "header" in spec:
        secret = next(key for key in ("value", "token", "key") if key in spec)
        return {"how": how, "pairs": [(str(spec["header"]), value(secret))]}
    name = "key" if "key" in spec and "value" in spec else "name"
    secret = "value" if "value" in spec else "token"
    return {"how": how, "pairs": [(str(spec[name]), value(secret))]}


def body_credentials(auth: dict[str, Any]) -> list[str]:
    """R21: fields that hold the credential; it wins over whatever else has their name."""
    return [name for name, _ in auth["pairs"]] if auth.get("how") == "body" else []


def header_pairs(headers: Any, variables: Variables) -> list[tuple[str, Any]]:
    if isinstance(headers, dict):
        items = list(headers.items())
    else:
        items = [(item.get("key") or item.get("name"), item["value"]) for item in headers]
    return [(str(name), split_text(str(value), variables.resolve)) for name, value in items]


# === The document ===


@dataclass
class Document:
    upstreams: list[Upstream]
    surfaces: list[Surface]
    variables: Variables


def read(text: str) -> Document:
    tree = load(text)
    variables = Variables(tree)
    capability = tree["capability"]
    upstreams: list[Upstream] = []
    for entry in capability.get("consumes") or []:
        upstream = Upstream(len(upstreams), str(entry["namespace"]), str(entry.get("baseUri") or ""), {})
        upstream.auth = credential(entry, variables)
        upstreams.append(upstream)
        read_operations(entry, upstream, variables)
    exposes = [entry for entry in capability.get("exposes") or [] if entry.get("type") != "skill"]
    document = Document(upstreams, [], variables)
    for index, entry in enumerate(exposes):
        document.surfaces.append(read_surface(index, entry, document))
    return document


def read_operations(entry: dict[str, Any], upstream: Upstream, variables: Variables) -> None:
    absolute = absolute_paths(entry)
    consumed = Consumed(variables, upstream)
    for resource in entry.get("resources") or []:
        for spec in resource.get("operations") or []:
            path = joined(resource.get("path"), spec.get("path"), absolute)
            method = str(spec.get("method") or "GET").upper()
            upstream.operations.append(consumed.build([entry, resource, spec], path, method))


def find_operation(call: str, document: Document) -> Operation:
    """R57, R16, R26, R27"""
    spaces = {upstream.namespace for upstream in document.upstreams if call.startswith(upstream.namespace + ".")}
    for namespace in sorted(spaces, key=len, reverse=True):
        name = call[len(namespace) + 1 :]
        for upstream in document.upstreams:
            if upstream.namespace != namespace:
                continue
            found = [operation for operation in upstream.operations if operation.name == name]
            if len({operation.target() for operation in found}) > 1:
                raise ValueError(f"ambiguous call {call}")
            if found:
                return found[0]
    raise ValueError(f"unknown call {call}")


# === Exposed units ===


def read_surface(index: int, entry: dict[str, Any], document: Document) -> Surface:
    kind = str(entry["type"])
    stdio = kind == "mcp" and str(entry.get("transport") or "http") == "stdio"
    surface = Surface(index, kind, str(entry.get("namespace")), stdio, [])
    if kind == "rest":
        for resource in entry.get("resources") or []:
            for spec in resource.get("operations") or []:
                path = joined(resource.get("path"), spec.get("path"), False)
                surface.units.append(Exposed(document, surface, spec).build(path))
    else:
        for spec in entry.get("tools") or []:
            surface.units.append(Exposed(document, surface, spec).build(""))
    mark_shadowed(surface)
    return surface


def mark_shadowed(surface: Surface) -> None:
    """R74, R75"""
    seen: set[Any] = set()
    for unit in surface.units:
        key: Any = unit.name if surface.kind == "mcp" else shape(unit)
        unit.shadowed = key in seen
        seen.add(key)


def shape(unit: Unit) -> tuple[Any, ...]:
    text = "".join(piece.template if isinstance(piece.template, str) else "{}" for piece in unit.path)
    return (unit.method, text.removesuffix("/"), tuple(sorted(unit.conditions, key=str)))


class Exposed:
    """Binds one REST operation or tool to the operation it calls."""

    def __init__(self, document: Document, surface: Surface, spec: dict[str, Any]) -> None:
        self.variables = document.variables
        self.surface = surface
        self.spec = spec
        self.operation = find_operation(str(spec["call"]), document)
        self.auth = document.upstreams[self.operation.upstream].auth
        self.inputs = {str(one["name"]): one for one in spec.get("inputParameters") or [] if one.get("name")}
        self.callers: dict[str, Caller] = {}
        self.bound_to: dict[str, Argument | None] = {}
        self.senders_of: dict[str, Sender] = {}
        self.field_names: set[str] = set()
        self.structured: set[str] = set()

    def build(self, path: str) -> Unit:
        operation = self.operation
        route, _, query = path.partition("?") if "#" not in path.split("?")[0] else (path, "", "")
        exposed = pieces(with_slash(route), self.variables) if self.surface.kind == "rest" else []
        conditions = [(name, value) for name, value in query_of(query, self.variables)]
        method = str(self.spec.get("method") or "GET").upper()
        name = str(self.spec.get("name") or operation.name)
        unit = Unit(self.surface.index, self.surface.kind, name, method, exposed, conditions, operation, {}, [], [], [])
        unit.unroutable = operation.unroutable
        self.placeholders = names_in(exposed)
        self.bind_with(unit)
        self.bind_inputs(unit)
        self.bind_rest(unit)
        unit.callers = [self.caller(name, unit) for name in self.bound_to]
        return unit

    # --- `with` (R58 to R61) ---

    def bind_with(self, unit: Unit) -> None:
        for key, value in (self.spec.get("with") or {}).items():
            if value is None or self.is_dropped(key):
                continue
            template = self.with_value(value)
            argument = self.argument_of(key)
            if argument is None:
                self.send(unit, self.undeclared(key, template))
            else:
                unit.bindings[argument.name] = template
            for name in references(template):
                self.bound_to.setdefault(name, argument)
                if not isinstance(template, Ref):
                    self.structured.add(name)

    def is_dropped(self, name: str) -> bool:
        """R39: a `with` entry for a header that was dropped. R21: one for the credential's field."""
        lower = name.lower()
        known = lookup(name, self.operation.arguments)
        reserved = lower in RESERVED or (lower == "authorization" and bool(self.auth))
        return known is None and (reserved or name in body_credentials(self.auth))

    def argument_of(self, name: str) -> Argument | None:
        arguments = self.operation.arguments
        found = lookup(name, arguments)
        if found is None and self.operation.body.how == "whole" and name.lower() in WHOLE_BODY:
            found = next(iter(references(self.operation.body.template)), None)
        return arguments[found] if found else None

    def with_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.with_value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.with_value(item) for item in value]
        if not isinstance(value, str):
            return value
        text = str(value)
        for prefix in ("rest.", "tools.", f"{self.surface.namespace}."):
            if text.startswith(prefix) and "{{" not in text:
                return self.reference(text[len(prefix) :])
        if text.startswith("env."):
            return self.variables.find(text)
        return split_text(text, self.expression) if "{{" in text else value

    def expression(self, text: str) -> Any:
        prefix, dot, rest = text.partition(".")
        if dot and prefix in ("rest", "tools", self.surface.namespace):
            return self.reference(rest)
        return self.variables.find(text) or self.reference(text)

    def reference(self, name: str) -> Ref:
        known = [*self.placeholders, *self.operation.arguments, *self.inputs]
        if name not in known and name.startswith("body."):
            name = name.removeprefix("body.")
            self.field_names.add(name)
        return Ref(name)

    def undeclared(self, name: str, template: Any) -> Sender:
        place = "query" if self.operation.method in ("GET", "HEAD", "DELETE") else "body"
        return Sender(place, name, template)

    def send(self, unit: Unit, sender: Sender) -> None:
        unit.extra.append(sender)
        for name in references(sender.template):
            self.senders_of[name] = sender

    # --- Declared inputs (R63 to R65) ---

    def bind_inputs(self, unit: Unit) -> None:
        for name, spec in self.inputs.items():
            if name in self.bound_to or self.is_dropped(name):
                continue
            if spec.get("mapping") is not None:
                self.bind_mapping(unit, name, str(spec["mapping"]))
                continue
            argument = self.argument_of(name)
            if argument is not None and argument.name not in unit.bindings:
                unit.bindings[argument.name] = Ref(name)
                self.bound_to[name] = argument
            elif argument is None:
                self.bound_to[name] = None
                self.send(unit, self.undeclared(name, Ref(name)))

    def bind_mapping(self, unit: Unit, name: str, mapping: str) -> None:
        kinds = {"body": "body", "path": "path", "pathParameters": "path", "query": "query"}
        kinds |= {"queryParameters": "query", "header": "header"}
        mapping = mapping.removeprefix("$.")
        prefix, dot, wire = mapping.partition(".")
        place = kinds.get(prefix) if dot else None
        wire = wire if place else mapping
        found = lookup(wire, self.operation.arguments)
        argument = self.operation.arguments[found] if found else None
        if argument and place and place not in argument.places:
            argument = None
        self.bound_to[name] = argument
        if argument:
            unit.bindings[argument.name] = Ref(name)
        elif place == "path":
            unit.path_tail.append(name)
            if self.operation.method == "POST":
                unit.unroutable = unit.unroutable or name
        else:
            self.send(unit, Sender(place, wire, Ref(name)) if place else self.undeclared(wire, Ref(name)))

    # --- What is left (R62, R66, R67) ---

    def bind_rest(self, unit: Unit) -> None:
        for argument in self.operation.arguments.values():
            if argument.name in unit.bindings or (self.inputs and not argument.required):
                continue
            unit.bindings[argument.name] = Ref(argument.name)
            self.bound_to.setdefault(argument.name, argument)

    def caller(self, name: str, unit: Unit) -> Caller:
        spec = self.inputs.get(name, {})
        argument = None if name in self.structured else self.bound_to[name]
        kind = str(spec.get("type") or (argument.kind if argument else "string"))
        place, wire = self.place(name, unit)
        return Caller(name, kind, self.required(name, spec, place, unit), place, wire)

    def required(self, name: str, spec: dict[str, Any], place: str, unit: Unit) -> bool:
        if place == "path" or name in unit.path_tail:
            return True
        if spec.get("required") is not None:
            return bool(json_value(spec["required"])) and str(spec["required"]) != "false"
        argument = self.bound_to[name]
        if argument is not None:
            return argument.required
        return bool(spec) and self.surface.kind == "mcp"

    def place(self, name: str, unit: Unit) -> tuple[str, str]:
        """The place of a caller parameter on REST (section 3)."""
        if unit.kind == "mcp":
            return "argument", name
        placeholder = lookup(name, self.placeholders)
        if placeholder is not None:
            return "path", placeholder
        declared = self.inputs.get(name, {}).get("in")
        if declared:
            return ("field" if declared == "body" else str(declared)), name
        if name in self.field_names:
            return "field", name
        argument = self.bound_to[name]
        places = argument.places if argument else []
        if argument and self.operation.body.template == Ref(argument.name):
            return "body", name
        for place in ("header", "cookie"):
            if place in places:
                return place, name
        extra = self.senders_of.get(name)
        if "body" in places or (extra and extra.place == "body"):
            return ("field" if unit.method in WITH_BODY else "query"), name
        return "query", name
