"""A process of its own that reads a part of the input: the part as JSON on standard input, what came of it on standard output."""

import sys

from rasad.cluster.job import apart

if __name__ == "__main__":
    sys.stdout.buffer.write(apart(sys.stdin.buffer.read()).to_bytes())
