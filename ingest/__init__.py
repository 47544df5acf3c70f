"""From a file or a URL to pages and passages in the library."""

import corpus as _corpus  # noqa: F401 - first: it turns off what dependencies report
