"""Trials of the binary: faults, crowd, end, memory, soak. Python's standard library only."""

import argparse
import sys

import crowd
import ending
import faults
import memory
import soak

TRIALS = {
    "faults": faults.run,
    "faults-over-tls": faults.run_over_tls,
    "crowd": crowd.run,
    "end": ending.run,
    "memory": memory.run,
    "soak": soak.run,
}

options = argparse.ArgumentParser()
options.add_argument("--forge", required=True)
options.add_argument("--upstream", required=True)
options.add_argument("--token", required=True)
options.add_argument("trial", choices=TRIALS)
options.add_argument("arguments", nargs="*")
given = options.parse_args()
sys.stdout.reconfigure(line_buffering=True)
failed = TRIALS[given.trial](given.forge, given.upstream, given.token, *given.arguments)
sys.exit(1 if failed else 0)
