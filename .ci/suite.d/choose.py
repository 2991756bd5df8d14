"""Prints the ids of every n-th case of the suite, of each area its share.

choose.py FOLDER N
"""

import json
import sys
from pathlib import Path


def main() -> None:
    folder, every = Path(sys.argv[1]), int(sys.argv[2])
    cases = []
    for file in sorted(folder.glob("*.json")):
        read = json.loads(file.read_text())
        cases.extend(read if isinstance(read, list) else [read])
    cases.sort(key=lambda case: (case["area"], case["id"]))
    for case in cases[::every]:
        print(case["id"])


main()
