"""The page people use: questions, answers with their proof, documents, quality, about."""
