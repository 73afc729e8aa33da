"""Things to try finews on: a small news site of our own, `examples.newsroom`."""
