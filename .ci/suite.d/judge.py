"""Compares what was played with what is known to be open.

judge.py LOG OPEN

A line of OPEN is an exchange, `case/exchange`, or `case/*`; lines that begin with `#` give the reason for those below.
Every failure has to be named there, and everything named there that was played has to fail.
"""

import fnmatch
import re
import sys
from pathlib import Path


def main() -> None:
    played = {"ok": set(), "FAIL": set()}
    text = Path(sys.argv[1]).read_text(errors="replace")
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        name = rest.split(":")[0].split()
        if word in played and name:
            played[word].add(name[0])
    if not re.match(r"\d+ passed, \d+ failed", text.rstrip().rsplit("\n", 1)[-1]):
        sys.exit("the suite was not played to its end:\n" + text[-2000:])
    lines = Path(sys.argv[2]).read_text().splitlines()
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def is_open(name: str) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)

    new = sorted(name for name in played["FAIL"] if not is_open(name))
    mended = sorted(name for name in played["ok"] if is_open(name))
    for name in new:
        print(f"fails: {name}")
    for name in mended:
        print(f"passes, and is named in {sys.argv[2]}: {name}")
    print(f"{len(played['ok'])} passed, {len(played['FAIL'])} failed, {len(played['FAIL']) - len(new)} of them known")
    sys.exit(1 if new or mended or not played["ok"] else 0)


main()
