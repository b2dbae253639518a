#!/bin/sh
# Prints the path of a Python this project runs on (3.11 to 3.13), or one clear line on what is missing.
# PYTHON=/path/to/python chooses one by hand.
set -u
usable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
  if usable "$candidate"; then
    "$candidate" -c 'import sys; print(sys.executable)'
    exit 0
  fi
done
found=$("${PYTHON:-python3}" --version 2>/dev/null || echo "none")
echo "WALoom needs Python 3.11, 3.12 or 3.13; found: $found. Install one, or set PYTHON=/path/to/python3.13." >&2
exit 1
