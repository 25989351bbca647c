CREATE TABLE articles (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    facts       TEXT NOT NULL,              -- Article as JSON
    labels      TEXT NOT NULL,              -- Labels as JSON
    source      TEXT NOT NULL,
    content     TEXT NOT NULL,              -- digest of all that is published
    substance   TEXT NOT NULL,              -- digest of what makes a change significant
    rank        TEXT NOT NULL,              -- of two versions the greater one stays
    body_rank   TEXT NOT NULL,              -- of the version that the body is from
    date        INTEGER NOT NULL,           -- for people, seconds since 1970 UTC
    changed     INTEGER NOT NULL,           -- last significant change
    settled     INTEGER NOT NULL,           -- 0 while `changed` waits to be made distinct
    first_seen  INTEGER NOT NULL,
    first_build INTEGER NOT NULL,
    last_build  INTEGER NOT NULL,
    before      TEXT NOT NULL               -- `content` before the latest build that met it
) STRICT;
CREATE INDEX articles_by_date ON articles (date DESC, id);
CREATE INDEX articles_by_change ON articles (changed);
CREATE INDEX articles_by_build ON articles (last_build, settled);

CREATE TABLE keys (
    key     TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (number)
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
    topic   TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number),
    PRIMARY KEY (topic, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_article ON memberships (article);

CREATE TABLE labels (
    kind    TEXT NOT NULL,                  -- sections or tags
    slug    TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number),
    title   TEXT NOT NULL,
    PRIMARY KEY (kind, slug, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX labels_by_article ON labels (article);

CREATE TABLE dumps (
    source      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,              -- of the bytes
    name        TEXT NOT NULL,
    settings    TEXT NOT NULL,              -- digest of how it was read
    sequence    INTEGER NOT NULL,           -- the build that first read these bytes
    last_build  INTEGER NOT NULL,
    records     INTEGER NOT NULL,
    refused     INTEGER NOT NULL,
    PRIMARY KEY (source, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE refusals (
    source      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    place       TEXT NOT NULL,
    code        TEXT NOT NULL,
    detail      TEXT NOT NULL
) STRICT;
CREATE INDEX refusals_by_dump ON refusals (source, fingerprint);

CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
