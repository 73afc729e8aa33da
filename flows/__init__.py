"""When and in what order: the Prefect flows, their reports, and the command line."""

import atexit

from flows.loops import end_loops

atexit.register(end_loops)
