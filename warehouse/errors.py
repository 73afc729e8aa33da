"""What the warehouse raises where it cannot do its work."""


class WarehouseError(Exception):
    """The warehouse cannot be read or written; the message is one line for its user."""


class ReplayError(Exception):
    """A replay that cannot be begun, continued or used; the message is one line for its user."""
