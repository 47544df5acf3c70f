-- Vectors of the sentences of some passages (corpus/kept_vectors.py), under the key of the passage's own: rows of float16,
-- one after the other. With a rowid: rows of some kilobytes are found faster by a small index than in a tree of them.

CREATE TABLE sentence_vectors (key BLOB PRIMARY KEY, vectors BLOB NOT NULL);
