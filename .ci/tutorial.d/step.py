"""A step of the tutorial: its case in the suite, asked by a client of other people."""

import copy
import socket
import subprocess

from client import LEGACY, PROBE, STATELESS, SdkClient


class FreePorts:
    """Ports that the system gives, so that two runs can share a machine."""

    def take(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]


def modes_of(exchange):
    """The revisions in which an exchange is played; a request that only one of them has, in that one."""
    only = {"initialize": [LEGACY], "server/discover": [PROBE]}
    return only.get(exchange["request"].get("method"), [LEGACY, STATELESS])


def is_by_client(exchange):
    return exchange["kind"] == "mcp" and "http" not in exchange["request"]


def tool_of(exchange):
    request = exchange["request"]
    return request["params"]["name"] if request.get("method") == "tools/call" else None


NEWEST = "ikanos/1.0.0-beta5"


def migrated_class(step, naftiko):
    """A step whose document and the files it imports from are rewritten for the other language first."""

    class Migrated(step):
        def prepare(self, work, ports):
            document = super().prepare(work, ports)
            files = [self.work / name for name in self.data.get("files", {}) if "consumes" in name]
            for file in [document, *files]:
                command = [naftiko, "migrate", file, "--to", NEWEST, "--write"]
                subprocess.run(command, cwd=self.work, check=True, stderr=subprocess.DEVNULL)
            return document

    return Migrated


def missing(steps, migrated):
    """The steps that the suite has in one language only, in the other."""
    known = {step.id for step in steps}
    for step in steps:
        other = step.id.replace("framework", "ikanos")
        if other not in known:
            yield migrated(step.path, {**step.data, "id": other}, step.options)


def step_class(run, portal):
    """`Case` of the suite's runner, with another client."""

    class Step(run.Case):
        mode = LEGACY
        # Surfaces that nobody waits for: a document with skills is served without them.
        optional = frozenset({"skill"})
        waits = False

        @property
        def surfaces(self):
            surfaces = self.data.get("surfaces", {})
            if not self.waits:
                return surfaces
            return {name: one for name, one in surfaces.items() if one["kind"] not in self.optional}

        def start(self, serve):
            self.waits = True
            super().start(serve)
            self.waits = False

        def environment(self):
            self.waits = False
            environment = super().environment()
            self.waits = True
            return environment

        def client(self, surface, stdio):
            key = f"{surface} {self.mode}"
            if key not in self.clients:
                url = f"http://127.0.0.1:{self.ports[surface]}/"
                headers = self.put(self.surfaces[surface].get("headers", {}))
                self.clients[key] = SdkClient(portal, url, headers, self.mode)
                self.arrived.clear()
            return self.clients[key]

        def differences(self, exchange):
            """Plays an exchange in every revision it is of."""
            if exchange["kind"] in self.optional and not run.connects(self.ports[exchange["surface"]]):
                return [f"{exchange['surface']} is not open"]
            if not is_by_client(exchange):
                return self.play(exchange, None)["differences"]
            found = []
            for self.mode in modes_of(exchange):
                found += [f"{self.mode}: {one}" for one in self.play(exchange, None)["differences"]]
            return found

        def offered(self):
            """The names of the tools, resources and prompts on each MCP surface."""
            names = []
            for surface in (name for name, one in self.surfaces.items() if one["kind"] == "mcp"):
                self.mode = LEGACY
                client = self.client(surface, None)
                has = client.client.server_capabilities.model_dump(exclude_none=True)
                for method, kind in (("tools/list", "tools"), ("resources/list", "resources"), ("prompts/list", "prompts")):
                    if kind in has:
                        result = client.ask({"method": method}, None)["message"]["result"]
                        names += [(surface, kind, one["name"]) for one in result[kind]]
            return names

    return Step


def earlier(steps, step, tool):
    """How an earlier step of the same tree asks for a tool: what the tutorial built stays as it was."""
    tree = step.id.rsplit("-", 1)[1]
    before = [one for one in steps if one.id.endswith(tree) and number(one) < number(step)]
    for other in sorted(before, key=number, reverse=True):
        for exchange in other.data["exchanges"]:
            if tool_of(exchange) == tool:
                return {**copy.deepcopy(exchange), "id": f"{exchange['id']}-as-in-step-{number(other)}"}
    return None


def number(step):
    return int(step.id.split("-")[1])
