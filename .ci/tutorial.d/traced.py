"""Step 7 with a control surface: whether its two first calls are under way at the same time."""

import copy
import json
import time
from datetime import datetime, timedelta

DELAY = 150
TOOL = "get-ship-with-crew"


def case_of(data):
    """The case of step 7 with the control surface that an operator asks for, and with slow upstreams."""
    data = copy.deepcopy(data)
    data["id"] += "-traced"
    data["surfaces"]["control"] = {"kind": "control"}
    for replies in data["upstreams"].values():
        for one in replies:
            one["reply"]["delay_ms"] = DELAY
    data["exchanges"] = [one for one in data["exchanges"] if one["id"] == TOOL]
    return data


def get(run, step, path):
    answer = run.send(step.ports["control"], "GET", path, {}, None, 5)
    return json.loads(answer.text)


def span_times(span):
    began = datetime.fromisoformat(span["timestamp"])
    return began, began + timedelta(milliseconds=span["durationMs"])


def named(span):
    """The name of a span's step: names of attributes begin with the root key of the document."""
    attributes = span["attributes"]
    return next(value for key, value in attributes.items() if key.endswith(".step.name"))


def overlap(run, step):
    """Differences from: the two first calls began before either of them had ended."""
    until = time.monotonic() + 3
    while not (traces := get(run, step, f"/traces?operation={TOOL}")["traces"]) and time.monotonic() < until:
        time.sleep(0.05)
    if not traces:
        return [f"no trace of {TOOL}"]
    trace = get(run, step, f"/traces/{traces[0]['traceId']}")
    calls = [span for span in trace["spans"] if span["name"] == "step.call"]
    if len(calls) < 2:
        return [f"{len(calls)} calls in the trace, two wanted: {run.show(trace)}"]
    calls.sort(key=span_times)
    (first, first_end), (second, second_end) = map(span_times, calls[:2])
    for one in calls[:2]:
        if one["durationMs"] < DELAY:
            return [f"a call took less than its upstream: {run.show(one)}"]
    if max(first, second) < min(first_end, second_end):
        names = " and ".join(named(one) for one in calls[:2])
        apart = (second - first) / timedelta(milliseconds=1)
        print(f"     {names} began {apart:.0f} ms apart, and took {calls[0]['durationMs']} and {calls[1]['durationMs']} ms")
        return []
    return [f"one call after the other: {run.show(calls)}"]
