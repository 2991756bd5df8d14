"""Every fault of the upstream on both surfaces: what is answered, how soon, at which cost, and that
the next call works."""

import json
import time

from client import JOBS, MCP_HEADERS, Connection, call, get
from forge import Forge
from front import Front

LIMITS = {
    "NAFTIKO_ANSWER_TIMEOUT_MS": 1000,
    "NAFTIKO_CALL_TIMEOUT_MS": 2500,
    "NAFTIKO_RESPONSE_BYTES": 8 << 20,
}
# Whatever comes, this is all it may take: seconds for an answer, MiB in memory.
SLOWEST, LARGEST = 6, 96

LATE = "The upstream did not answer in time."
BROKE = "The upstream broke the connection or did not speak HTTP."
LARGE = "The upstream's answer is larger than allowed."
NO_JSON = "Upstream answered 200 OK, but its body is not valid JSON."

# fault: status of REST, whether its body is whole, and what a tool says (None: a success).
MATRIX = {
    "none": (200, True, None),
    "delay-300": (200, True, None),
    "delay-5000": (504, True, LATE),
    "status-400": (400, True, "Upstream answered 400 Bad Request"),
    "status-401": (502, True, "The upstream does not take the credential of this server."),
    "status-404": (404, True, "Upstream answered 404 Not Found"),
    "status-429": (429, True, "Upstream answered 429 Too Many Requests"),
    "status-500": (500, True, "Upstream answered 500 Internal Server Error"),
    "status-503": (503, True, "Upstream answered 503 Service Unavailable"),
    "slow-20": (200, True, None),
    "slow-1000": (200, False, LATE),
    "trunc": (200, False, BROKE),
    "close": (200, False, BROKE),
    "reset": (502, True, BROKE),
    "garbage": (502, True, NO_JSON),
    "utf8": (502, True, NO_JSON),
    "html": (502, True, "Upstream answered 502 Bad Gateway"),
    "empty": (200, True, None),
    "huge-1024": (200, True, None),
    "huge-16384": (502, True, LARGE),
    "huge": (502, True, LARGE),
}


def rest(forge, fault, verb):
    method, target = ("GET", "") if verb == "get" else ("POST", "/cancel")
    connection = Connection(forge.rest)
    answer = connection.request(method, f"{JOBS}/fault-{fault}{target}")
    connection.close()
    status, whole, _ = MATRIX[fault]
    assert answer.status == status, f"{answer.status} in place of {status}"
    assert answer.complete == whole, f"whole: {answer.complete}"
    if whole and status == 504 or fault == "reset":
        assert answer.headers["content-type"] == "application/problem+json"
    return answer.body


def mcp(forge, fault, verb):
    connection = Connection(forge.mcp)
    body = call(f"{verb}-training-job", {"job_id": f"fault-{fault}"})
    answer = connection.request("POST", "/mcp", body, MCP_HEADERS)
    connection.close()
    assert (answer.status, answer.complete) == (200, True), answer.status
    result = json.loads(answer.body)["result"]
    text, wanted = result["content"][0]["text"], MATRIX[fault][2]
    assert result.get("isError", False) == (wanted is not None), f"isError, {text[:200]}"
    assert wanted is None or text.startswith(wanted), text[:200]
    return answer.body


def run_over_tls(binary, upstream, token):
    front = Front(upstream)
    failed = run(binary, front.uri, token, SSL_CERT_FILE=front.pem)
    print(f"{front.accepted} connections with TLS")
    return failed


def run(binary, upstream, token, **trust):
    forge = Forge(binary, upstream, token, **LIMITS, **trust)
    failed = 0
    for fault in MATRIX:
        for surface in (rest, mcp):
            for verb in ("get", "cancel"):
                name, begin = f"{surface.__name__:4} {verb:6} {fault}", time.monotonic()
                try:
                    body = surface(forge, fault, verb)
                    seconds = time.monotonic() - begin
                    assert token.encode() not in body, "the answer shows the credential"
                    assert seconds < SLOWEST, f"{seconds:.1f} s"
                    for kind in ("rest", "mcp"):
                        connection = Connection(forge.surface(kind))
                        assert get(connection, kind, "after")[1], f"the next call by {kind}"
                        connection.close()
                    assert forge.memory("VmHWM") < LARGEST, f"{forge.memory('VmHWM'):.0f} MiB"
                    print(f"ok    {name}  {seconds:.2f} s  {forge.memory():.0f} MiB")
                except (AssertionError, OSError, KeyError, ValueError) as error:
                    failed += 1
                    print(f"FAIL  {name}: {error!r}")
    code = forge.end()
    if code != 0:
        failed += 1
        print(f"FAIL  exit code {code}")
    return failed
