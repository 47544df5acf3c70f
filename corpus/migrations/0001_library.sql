-- The catalogue: the one source of truth of the library.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0'), ('next_passage_id', '1');

CREATE TABLE documents (
    id           TEXT PRIMARY KEY,
    sha256       TEXT NOT NULL UNIQUE,
    file_name    TEXT NOT NULL,
    title        TEXT NOT NULL,
    publisher    TEXT,
    kind         TEXT NOT NULL,
    standing     TEXT NOT NULL,
    territory    TEXT,
    date         TEXT,
    language     TEXT,
    source       TEXT NOT NULL,            -- JSON: the whole Source record
    status       TEXT NOT NULL,
    page_count   INTEGER NOT NULL,
    pages_read   INTEGER NOT NULL,
    pages_ocr    INTEGER NOT NULL,
    unread_pages TEXT NOT NULL,            -- JSON list of page numbers
    passages     INTEGER NOT NULL,
    parser       TEXT NOT NULL,
    splitter     TEXT NOT NULL,
    embedding    TEXT NOT NULL,
    ingested_at  TEXT NOT NULL,
    warnings     TEXT NOT NULL,            -- JSON list
    current      INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;

CREATE TABLE pages (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    label       TEXT NOT NULL,
    text        TEXT NOT NULL,
    raw         BLOB NOT NULL,             -- zlib
    offsets     BLOB NOT NULL,             -- zlib of JSON
    method      TEXT NOT NULL,
    confidence  REAL,
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;

CREATE TABLE passages (
    id           INTEGER PRIMARY KEY,
    document_id  TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal      INTEGER NOT NULL,
    section      TEXT NOT NULL,            -- JSON list
    spans        TEXT NOT NULL,            -- JSON list of [page, start, end]
    text         TEXT NOT NULL,
    indexed_text TEXT NOT NULL,
    vector_key   BLOB NOT NULL,
    UNIQUE (document_id, ordinal)
);
CREATE INDEX passages_vector_key ON passages (vector_key);

-- Vectors by what they are vectors of, so that nothing is embedded twice and Chroma can be rebuilt without the model.
CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;

-- The lexical index: terms made by corpus.analysis, one row a passage.
CREATE VIRTUAL TABLE terms USING fts5 (head, body, tokenize = 'ascii');

-- Passage ids being written to or deleted from Chroma: what an interrupted run must undo or finish.
CREATE TABLE pending (first_id INTEGER NOT NULL, last_id INTEGER NOT NULL);

-- Every path ever given to ingest, and how its reading ended.
CREATE TABLE files (
    path         TEXT PRIMARY KEY,
    sha256       TEXT,
    size         INTEGER NOT NULL,
    modified_ns  INTEGER NOT NULL,
    status       TEXT NOT NULL,
    document_id  TEXT,
    record       TEXT NOT NULL             -- JSON: the whole FileRecord
) WITHOUT ROWID;
CREATE INDEX files_document ON files (document_id);

CREATE TABLE answers (
    id        TEXT PRIMARY KEY,
    asked_at  TEXT NOT NULL,
    record    TEXT NOT NULL                -- JSON: the record of `vigie ask --json`
) WITHOUT ROWID;
CREATE INDEX answers_asked_at ON answers (asked_at);

CREATE TABLE feedback (
    id        INTEGER PRIMARY KEY,
    answer_id TEXT NOT NULL,
    given_at  TEXT NOT NULL,
    kind      TEXT NOT NULL,               -- useful, wrong, source_does_not_say
    sentence  INTEGER,
    citation  INTEGER,
    comment   TEXT NOT NULL DEFAULT ''
);
