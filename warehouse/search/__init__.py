"""Full-text search over the articles: an index beside the tables, derived from them, behind `search('…')` in SQL."""
