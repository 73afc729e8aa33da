"""Backfill: what of the past is missing, what it would cost to fill it, and the look at days that are to be filled."""
