"""The example newsroom: a small news site on 127.0.0.1 for the first crawl, the README and the tests.

Companies, people and events are invented; the securities codes only look like those of real ones.
"""
