"""One file for each group of commands; `flows/cli.py` lists them. Heavy imports stand inside the functions."""
