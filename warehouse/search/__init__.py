"""Full-text search over the articles: an index beside the tables, derived from them, behind `search('…')` in SQL."""


class SearchError(Exception):
    """A search that cannot be understood or answered; the message is one line for its author."""
