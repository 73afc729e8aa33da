"""One story told by many: finds the tellings of a story among articles as they are loaded."""

from warehouse.stories.assign import assign_stories

__all__ = ["assign_stories"]
