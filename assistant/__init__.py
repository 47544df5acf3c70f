"""From a question to an answer that carries its proof; the pages and commands people use."""

import corpus as _corpus  # noqa: F401 - first: it turns off what dependencies report
