"""Compares every upstream request of generated binaries with what the documents ask for."""

from __future__ import annotations

import argparse
import csv
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

import dialect
import product
from dialect import Document, Unit
from expect import Environment, Request, differences
from text import Var, split_text
from values import values

# Documents of different kinds, each with what it is here for.
DEFAULT = {
    "api-pulse__api-pulse-capability.yaml": "no inputs",
    "mistral-ai__forge-training-jobs.yaml": "the seed: whole-body argument, folded placeholder",
    "asana__asana-project-briefs.yaml": "query arrays, non-ASCII text",
    "sso__identity-federation.yaml": "form body from a template, constants of the environment",
    "whmcs__hosting-automation.yaml": "base URI variable, `?` path, form, credential in the body",
    "xiaomi__cloud-storage.yaml": "two upstreams, header credentials made of several variables",
    "dynatrace__monitoring-and-observability.yaml": "four upstreams, text body, whole-body template",
    "trino__sql-analytics.yaml": "host of the base URI is a variable, raw body",
    "vault__secrets-management.yaml": "base URI begins with a variable, orphan path parameters, unroutable",
    "github__users-accounts.yaml": "undeclared path parameters, empty base URI",
    "cloudflare__cloudflare-accounts.yaml": "740 operations",
    "xero__accounting-accounting.yaml": "more tools than routes, shadowed routes",
    "hmrc__hmrc-capability.yaml": "reserved headers, required headers that nobody lists, non-ASCII text",
    "twilio__messaging-messages.yaml": "basic authentication, placeholder within a segment",
    "netbox__netbox-capability.yaml": "cookie credential",
    "thermal-power__thermal-power-monitoring.yaml": "query credential, names with special characters",
    "telegram__bot-messaging.yaml": "path credential, integers and objects in body fields",
    "google-analytics__compliance.yaml": "values of parameters as templates, operation paths",
    "soax__data-collection.yaml": "variable in `with` for a path argument, `in: body` of every type",
    "box__box-classifications.yaml": "paths with `#`",
    "amazon-s3__rest-multipart-upload.yaml": "`{key+}`, placeholders after `?`",
    "albato__ipaas-automation.yaml": "orphan path parameters, unroutable operations, `auth`",
    "axway__identity-and-access.yaml": "dropped Authorization header, same operation twice",
    "vs-code-marketplace__extension-discovery.yaml": "`with` structures and literals",
    "turbonomic__resource-optimization.yaml": "base URI placeholder, `with` literals",
    "tesla__vehicle-monitoring.yaml": "undeclared arguments, keys that look like booleans",
    "rook__storage-orchestration.yaml": "HEAD beside GET, binary body",
    "snowflake__integrations-and-connectors.yaml": "three adapters, one on stdio; `mapping` of inputs",
    "stripe__openapi_stripe-payment-intents-payment-intents.yaml": "body on GET",
}


def tables(corpus: Path) -> dict[str, tuple[Path, dict[str, str]]]:
    """Every document of the corpus with its expectations."""
    found = {}
    for table in [corpus / "expectations.tsv", *sorted(corpus.glob("supplement/*/expectations.tsv"))]:
        with table.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                found[row["file"]] = (table.parent / row["file"], row)
    return found


def crate_name(file: str) -> str:
    return "rec-" + re.sub(r"[^a-z0-9]+", "-", file.removesuffix(".yaml").lower())[:50].strip("-")


def dummy(name: str) -> str:
    """Legal in a header, and in need of encoding in a query, a form or a path."""
    return f"{name}/+%41&="


# === The environment of a binary ===


class Setting:
    """Variables and base URIs for one document, all leading to one recording upstream."""

    def __init__(self, document: Document, capability: dict[str, Any], port: int) -> None:
        self.document = document
        self.capability = capability
        self.variables = {one["name"]: dummy(one["name"]) for one in capability["variables"]}
        self.prefixes: list[str] = []
        for upstream, known in zip(document.upstreams, capability["upstreams"], strict=True):
            self.place(upstream, known["base_uri_variable"], port)

    def place(self, upstream: dialect.Upstream, variable: str, port: int) -> None:
        """Through its own variables where they make up the host, otherwise by replacing it."""
        prefix = f"/u{upstream.index}"
        template = split_text(upstream.base_uri, self.document.variables.resolve)
        parts = list(template.parts) if hasattr(template, "parts") else [template]
        whole = bool(parts) and isinstance(parts[0], Var)
        host = len(parts) > 1 and parts[0] == "http://" and isinstance(parts[1], Var)
        if (whole or host) and sum(isinstance(part, Var) for part in parts) == 1:
            scheme = "http://" if whole else ""
            name = next(part.name for part in parts if isinstance(part, Var))
            # Upstreams that share the variable share the prefix.
            self.variables.setdefault(name, "")
            if not self.variables[name].startswith(f"{scheme}127.0.0.1"):
                self.variables[name] = f"{scheme}127.0.0.1:{port}{prefix if whole else ''}"
            value = "".join(self.variables[name] if isinstance(part, Var) else part for part in parts)
            self.prefixes.append(value.split(str(port), 1)[1].removesuffix("/"))
            return
        # One trailing slash of a base URI is not part of it.
        self.variables[variable] = f"http://127.0.0.1:{port}{prefix}" + "/" * (upstream.index % 2)
        self.prefixes.append(prefix)

    def environment(self) -> Environment:
        return Environment(lambda name: self.variables.get(name, f"<{name} is not described>"), self.prefixes)


# === One document ===


class Check:
    """Calls everything a document exposes."""

    def __init__(self, path: Path, row: dict[str, str], binary: product.Binary) -> None:
        self.path = path
        self.row = row
        self.binary = binary
        self.document = dialect.read(path.read_text(encoding="utf-8-sig"))
        self.upstream = product.Upstream()
        self.problems: list[str] = []
        self.compared = 0

    def run(self) -> None:
        try:
            self.setting = Setting(self.document, self.binary.capability, self.upstream.port)
            self.binary.start(self.setting.variables)
            for surface in self.document.surfaces:
                for unit in surface.units:
                    self.check_unit(unit)
            self.check_counts()
        finally:
            self.binary.stop()
            self.upstream.close()

    def served(self, kind: str) -> list[Unit]:
        units = [unit for surface in self.document.surfaces for unit in surface.units if surface.kind == kind]
        return [unit for unit in units if not unit.shadowed]

    def check_counts(self) -> None:
        for kind, column in (("rest", "rest_routes"), ("mcp", "mcp_tools")):
            count = len(self.served(kind))
            if str(count) != self.row[column]:
                self.problems.append(f"{column}: expectations.tsv has {self.row[column]}, this reading {count}")

    def check_unit(self, unit: Unit) -> None:
        if unit.shadowed:
            return
        kind = f"rest {unit.method}" if unit.kind == "rest" else "mcp"
        for variant, label in enumerate(("all parameters", "required ones")):
            self.problems += [f"{kind} {unit.name}, {label}: {problem}" for problem in self.call(unit, variant)]

    def call(self, unit: Unit, variant: int) -> list[str]:
        given = values(unit, variant)
        succeeded, answer = self.binary.call(unit, given)
        requests = self.upstream.taken()
        if unit.unroutable is not None:
            return self.not_called(unit, succeeded, answer, len(requests))
        if not succeeded:
            return [f"was refused: {answer[:600]}\n      given {given!r}"[:1500]]
        if len(requests) != 1:
            return [f"made {len(requests)} upstream requests"]
        self.compared += 1
        upstream = self.document.upstreams[unit.operation.upstream]
        expected = Request(unit, upstream, self.setting.environment(), given).expected()
        return differences(expected, requests[0])

    def not_called(self, unit: Unit, succeeded: bool, answer: str, requests: int) -> list[str]:
        self.compared += 1
        problems = []
        if requests:
            problems.append("an unroutable operation was called")
        if succeeded or (unit.kind == "rest" and not answer.startswith("501")):
            problems.append(f"an unroutable operation answered {answer[:200]}")
        if str(unit.unroutable) not in answer or unit.operation.name not in answer:
            problems.append(f"the answer names not both {unit.unroutable} and {unit.operation.name}: {answer[:300]}")
        return problems

    def summary(self) -> str:
        routes, tools = len(self.served("rest")), len(self.served("mcp"))
        return f"{self.path.name}: {routes} routes, {tools} tools, {self.compared} requests compared"


# === All of them ===


def check(file: str, path: Path, row: dict[str, str], target: Path, work: Path, limit: int) -> bool:
    name = crate_name(file)
    one = Check(path, row, product.Binary(target / "debug" / name, work / f"{name}.log"))
    try:
        one.run()
    except (RuntimeError, OSError, ValueError, KeyError) as error:
        one.problems.append(f"{type(error).__name__}: {error}")
    print(f"{'FAIL' if one.problems else 'ok  '} {one.summary()}", flush=True)
    for problem in one.problems[:limit]:
        print(f"    {problem}")
    if len(one.problems) > limit:
        print(f"    and {len(one.problems) - limit} more")
    return not one.problems


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=".ci/recorded", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every accepted document of the corpus")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="differences shown for each document")
    parser.add_argument("--root", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--naftiko", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", metavar="FILE", help="names of documents of the corpus")
    return parser.parse_args()


def chosen(options: argparse.Namespace, known: dict[str, tuple[Path, dict[str, str]]]) -> list[str]:
    if options.all:
        return [file for file, (_, row) in known.items() if row["verdict"] != "reject"]
    return options.files or list(DEFAULT)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    known = tables(options.corpus)
    files = chosen(options, known)
    # Always the same folder, so that cargo recognises what it has built before.
    work = options.target / "tmp" / "recorded"
    work.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    documents = {crate_name(file): known[file][0] for file in files}
    assert len(documents) == len(files), "two documents with one name"
    product.generate(options.naftiko, options.root, work, documents)
    product.build(options.root, work, list(documents), options.target)
    print(f"built {len(files)} in {time.monotonic() - started:.0f} s", flush=True)
    passed = [check(file, *known[file], options.target, work, options.show) for file in files]
    print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
