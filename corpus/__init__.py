"""What Vigie holds: documents, pages, passages, and the library that stores and finds them."""

from corpus.privacy import silence

silence()  # before any dependency is imported
