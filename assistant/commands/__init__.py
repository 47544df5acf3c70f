"""The commands of `vigie`: one module each."""
