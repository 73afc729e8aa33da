"""From the archived bytes of one page to its text and what its markup says: `Capture` → `Extraction`."""
