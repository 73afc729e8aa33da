"""How fast finews is and how much memory it takes, beside its own limit and other programs: `make bench`."""
