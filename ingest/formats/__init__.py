"""Documents that flow without pages: Word, HTML, Markdown, plain text. Each module turns one format into items."""
