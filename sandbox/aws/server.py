"""Runs moto, an emulator of AWS, on loopback.

The second argument is the sandbox's folder: by it the sandbox knows this process as its own.
"""

import sys

from moto.server import main

main(["-H", "127.0.0.1", "-p", sys.argv[1]])
