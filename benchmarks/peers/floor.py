"""The least that can be done: decode the dump once, write as many bytes as ours once.

python floor.py DUMP OUTPUT SIZES
"""

import sys
from pathlib import Path

import msgspec


def main() -> None:
    dump, output, sizes = map(Path, sys.argv[1:])
    with dump.open("rb") as lines:
        for line in lines:
            msgspec.json.decode(line)
    listed = [line.split("\t") for line in sizes.read_text("utf-8").splitlines()]
    zeros = memoryview(bytes(max(int(size) for size, _ in listed)))
    for size, name in listed:
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zeros[: int(size)])


if __name__ == "__main__":
    main()
