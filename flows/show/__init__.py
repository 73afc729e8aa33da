"""How the command line shows things: answers on stdout, progress and summaries on stderr."""
