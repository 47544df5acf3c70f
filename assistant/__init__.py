"""From a question to an answer that carries its proof; the pages and commands people use."""
