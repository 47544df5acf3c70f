"""What Vigie holds: documents, pages, passages, and the library that stores and finds them."""
