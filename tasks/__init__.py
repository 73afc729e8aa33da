"""What happens to a batch of links: discover, fetch, extract, normalize. Only `steps.py` knows Prefect."""
