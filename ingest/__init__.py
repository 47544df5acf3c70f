"""From a file or a URL to pages and passages in the library."""
