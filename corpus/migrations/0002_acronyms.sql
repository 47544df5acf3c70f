-- What acronyms stand for, as each document explains them (corpus/acronyms.py).

CREATE TABLE acronyms (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    short       TEXT NOT NULL,
    long        TEXT NOT NULL,
    PRIMARY KEY (document_id, short)
) WITHOUT ROWID;
