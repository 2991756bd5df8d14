"""Builds the tutorial's steps, serves them and asks them by the official Python SDK.

__main__.py RUN_PY [all] OPTIONS    the suite's runner, and options of it: --naftiko, --runtime, --target, --case
"""

import importlib.util
import sys
import tempfile
from pathlib import Path

from anyio.from_thread import start_blocking_portal

import traced
from step import FreePorts, earlier, migrated_class, missing, step_class, tool_of


def runner(path):
    """The suite's runner as a module: it plays upstreams, builds binaries and compares."""
    spec = importlib.util.spec_from_file_location("run", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["run"] = module
    spec.loader.exec_module(module)
    return module


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def say(self, name, found):
        if found:
            self.failed += 1
            print(f"FAIL {name}: {found[0]}", *found[1:4], sep="\n       ", flush=True)
        else:
            self.passed += 1
            print(f"ok   {name}", flush=True)


def play(run, step, steps, report):
    exchanges = list(step.data["exchanges"])
    for exchange in exchanges:
        report.say(f"{step.id}/{exchange['id']}", step.differences(exchange))
    if step.id.endswith("-traced"):
        report.say(f"{step.id}/two-calls-at-once", traced.overlap(run, step))
        return
    asked = {tool_of(exchange) for exchange in exchanges}
    for surface, kind, name in step.offered():
        if name in asked:
            continue
        exchange = earlier(steps, step, name) if kind == "tools" else None
        if exchange is None:
            report.say(f"{step.id}/{name}", [f"{surface} has {kind} that no case asks for"])
        else:
            report.say(f"{step.id}/{exchange['id']}", step.differences(exchange))


def built(run, options, steps, work):
    """Prepares all steps and builds them in one workspace; gives back their commands."""
    ports = FreePorts()
    workspace = run.Workspace(options, work)
    names = {step.id: workspace.add(step, step.prepare(work, ports)) for step in steps}
    workspace.build()
    for step in steps:
        step.refused = workspace.refused.get(names[step.id])
    return {step.id: [str(workspace.binary(name)), "serve"] for step in steps if (name := names[step.id])}


def main():
    run = runner(sys.argv[1])
    everything = sys.argv[2] == "all"
    sys.argv = [sys.argv[1], *sys.argv[3 if everything else 2 :]]
    options = run.arguments()
    for name in ("naftiko", "runtime", "target"):
        setattr(options, name, getattr(options, name).resolve())
    report = Report()
    with start_blocking_portal() as portal, tempfile.TemporaryDirectory(prefix="tutorial-") as folder:
        step = step_class(run, portal)
        steps = [step(case.path, case.data, options) for case in run.load(options)]
        if everything:
            steps += list(missing(steps, migrated_class(step, options.naftiko)))
        traces = [type(one)(one.path, traced.case_of(one.data), options) for one in steps if "-7-" in one.id]
        commands = built(run, options, steps + traces, Path(folder))
        try:
            for one in steps + traces:
                try:
                    if one.refused is not None:
                        report.say(f"{one.id}/@document", [one.refused])
                        continue
                    one.start(commands[one.id])
                    play(run, one, steps, report)
                finally:
                    one.stop()
        finally:
            run.end_all()
    print(f"{report.passed} passed, {report.failed} failed")


main()
