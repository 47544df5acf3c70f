"""The starter notes: written by this project from the facts table, typeset by `python -m corpus.starter.build`."""
