"""When and in what order: the Prefect flows, their reports, and the command line."""
