"""Measures the assistant: data sets, metrics, runs, reports, gates."""

import corpus as _corpus  # noqa: F401 - first: it turns off what dependencies report
