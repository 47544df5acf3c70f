"""Measures the assistant: data sets, metrics, runs, reports, gates."""
