-- The facts come last in a row: they are long, and what lies behind them is slow to reach.
-- New columns: `announced`, `withdrawn`, `slim`, `checksum`.
CREATE TABLE new_articles (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    source      TEXT NOT NULL,
    content     TEXT NOT NULL,              -- digest of all that is published
    substance   TEXT NOT NULL,              -- digest of what makes a change significant
    rank        TEXT NOT NULL,              -- of two versions the greater one stays
    body_rank   TEXT NOT NULL,              -- of the version that the body is from
    date        INTEGER NOT NULL,           -- for people, seconds since 1970 UTC
    announced   INTEGER NOT NULL,           -- the first `changed`
    changed     INTEGER NOT NULL,           -- last significant change
    revision    INTEGER NOT NULL DEFAULT 0, -- how many significant changes there were
    settled     INTEGER NOT NULL,           -- 0 while `changed` waits to be made distinct
    first_seen  INTEGER NOT NULL,
    first_build INTEGER NOT NULL,
    last_build  INTEGER NOT NULL,
    before      TEXT NOT NULL,              -- `content` before the latest build that met it
    withdrawn   INTEGER NOT NULL,           -- 1 while its source does not list it any more
    slim        INTEGER NOT NULL,           -- 1 once its text was dropped to save room, 2 while
                                            -- that is due but a feed needs it, else 0
    checksum    INTEGER NOT NULL,           -- CRC-32 of what is published; 0 for none yet
    labels      TEXT NOT NULL,              -- Labels as JSON
    facts       TEXT NOT NULL               -- Article as JSON
) STRICT;
INSERT INTO new_articles
    SELECT number, id, source, content, substance, rank, body_rank, date, changed, changed,
        0, settled, first_seen, first_build, last_build, before, 0, 0, 0, labels, facts
    FROM articles ORDER BY number;
DROP TABLE articles;
ALTER TABLE new_articles RENAME TO articles;
CREATE INDEX articles_by_date ON articles (date DESC, id);
CREATE INDEX articles_by_change ON articles (changed);
CREATE INDEX articles_by_build ON articles (last_build, settled);
CREATE INDEX articles_by_source ON articles (source, date, first_seen);  -- covers freshness
CREATE INDEX articles_withdrawn ON articles (number) WHERE withdrawn = 1;
CREATE INDEX articles_slim ON articles (number) WHERE slim = 1;
CREATE INDEX articles_spared ON articles (last_build) WHERE slim = 2;

-- As in format 2; they went with the table.
CREATE TRIGGER articles_dated AFTER UPDATE OF date ON articles WHEN OLD.date != NEW.date
BEGIN
    UPDATE memberships SET date = NEW.date WHERE article = NEW.number;
    UPDATE labels SET date = NEW.date WHERE article = NEW.number;
END;

CREATE TRIGGER articles_keep_facts BEFORE UPDATE OF content ON articles
WHEN OLD.content != NEW.content AND EXISTS (
    SELECT 1 FROM document_entries e
    JOIN documents d ON d.topic = e.topic AND d.number = e.number
    WHERE e.article = OLD.number AND d.closed >=
        (SELECT COALESCE(MAX(until), 0) FROM former_facts WHERE article = OLD.number)
)
BEGIN
    INSERT INTO former_facts
        SELECT OLD.number, CAST(value AS INTEGER), OLD.facts FROM state WHERE name = 'builds';
END;

ALTER TABLE former_labels ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;  -- 0: as it is now
CREATE TRIGGER articles_keep_labels BEFORE UPDATE OF labels, date, changed, announced ON articles
WHEN (OLD.labels, OLD.date, OLD.changed, OLD.announced)
    != (NEW.labels, NEW.date, NEW.changed, NEW.announced) AND EXISTS (
    SELECT 1 FROM document_entries e
    JOIN documents d ON d.topic = e.topic AND d.number = e.number
    WHERE e.article = OLD.number AND d.closed >=
        (SELECT COALESCE(MAX(until), 0) FROM former_labels WHERE article = OLD.number)
)
BEGIN
    INSERT INTO former_labels
        SELECT OLD.number, CAST(value AS INTEGER), OLD.labels, OLD.date, OLD.changed,
            OLD.announced
        FROM state WHERE name = 'builds';
END;

-- What is published of a row changed: its sum has to be made anew (and for what comes from an
-- older format, made for the first time).
CREATE INDEX articles_unsealed ON articles (number) WHERE checksum = 0;
CREATE TRIGGER articles_unseal
AFTER UPDATE OF id, source, date, announced, changed, first_seen, labels, facts ON articles
WHEN OLD.checksum != 0
BEGIN
    UPDATE articles SET checksum = 0 WHERE number = NEW.number;
END;

-- Taken down for good: what these keys lead to is never taken in again.
CREATE TABLE forgotten (
    id   TEXT PRIMARY KEY,                  -- the article's
    at   INTEGER NOT NULL,                  -- seconds since 1970 UTC
    note TEXT NOT NULL                      -- the operator's own words
) STRICT, WITHOUT ROWID;
CREATE TABLE forgotten_keys (
    key TEXT PRIMARY KEY,
    id  TEXT NOT NULL REFERENCES forgotten (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forgotten_keys_by_id ON forgotten_keys (id);
-- What it looked like, and digests of where it stood (see archive/sites.py): as `looks`, `hints`.
CREATE TABLE forgotten_looks (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL REFERENCES forgotten (id),
    site   BLOB NOT NULL,
    sketch BLOB NOT NULL
) STRICT;
CREATE INDEX forgotten_looks_by_id ON forgotten_looks (id);
CREATE TABLE forgotten_hints (
    hint INTEGER NOT NULL,
    look INTEGER NOT NULL REFERENCES forgotten_looks (number),
    PRIMARY KEY (hint, look)
) STRICT, WITHOUT ROWID;
CREATE INDEX forgotten_hints_by_look ON forgotten_hints (look);
CREATE TRIGGER forgotten_looks_gone AFTER DELETE ON forgotten_looks
BEGIN
    DELETE FROM forgotten_hints WHERE look = OLD.number;
END;

-- Which articles lie in which dump; only of sources whose dumps list all there is. Under the
-- fingerprint '*', for any source: it gave an article that has its facts from another source.
CREATE TABLE sightings (
    source      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    article     INTEGER NOT NULL REFERENCES articles (number),
    PRIMARY KEY (source, fingerprint, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_article ON sightings (article);
CREATE TRIGGER articles_of_several AFTER UPDATE OF source ON articles
WHEN OLD.source != NEW.source
BEGIN
    INSERT OR IGNORE INTO sightings VALUES (OLD.source, '*', NEW.number);
END;

-- What subscribers saw last: the entries of each feed.
CREATE TABLE shown (
    topic   TEXT NOT NULL,
    entry   TEXT NOT NULL,                  -- the entry's id
    article TEXT NOT NULL,                  -- the article's id
    date    INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    title   TEXT NOT NULL,
    looks   INTEGER NOT NULL,               -- CRC-32 of what readers are shown of it
    PRIMARY KEY (topic, entry)
) STRICT, WITHOUT ROWID;

-- Copies of one story on several sites. `kind` is exact or near; a story is named by the number
-- of the article that it began with, and has no rows until there are two.
CREATE TABLE stories (
    kind    TEXT NOT NULL,
    story   INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number),
    place   INTEGER NOT NULL,               -- the order in which they joined
    PRIMARY KEY (kind, story, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX stories_by_article ON stories (article);

-- Where to look for copies: a digest of a text, or one of the bands of its MinHash signature,
-- behind the fortnight of its date. Of a story only the first article is here.
CREATE TABLE traces (
    trace   INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number),
    PRIMARY KEY (trace, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX traces_by_article ON traces (article);

-- What a version of an article looked like (a sketch of its text), and what nominates it where
-- a record has none of its keys.
CREATE TABLE looks (
    number  INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (number),
    sketch  BLOB NOT NULL
) STRICT;
CREATE INDEX looks_by_article ON looks (article);
CREATE TABLE hints (
    hint INTEGER NOT NULL,                  -- 64 bits of a digest
    look INTEGER NOT NULL REFERENCES looks (number),
    PRIMARY KEY (hint, look)
) STRICT, WITHOUT ROWID;
CREATE INDEX hints_by_look ON hints (look);
CREATE TRIGGER looks_gone AFTER DELETE ON looks
BEGIN
    DELETE FROM hints WHERE look = OLD.number;
END;

-- Texts that stood in the place of longer ones, unlike them: a text that did so with several
-- articles of a source is an error page. `mark` is a digest of the source and the text.
CREATE TABLE stand_ins (
    mark    INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number),
    PRIMARY KEY (mark, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX stand_ins_by_article ON stand_ins (article);
-- Versions with such texts, and those beside them, until the end of the build that met them.
CREATE TABLE set_aside (
    article   INTEGER NOT NULL REFERENCES articles (number),
    rank      TEXT NOT NULL,
    body_rank TEXT NOT NULL,
    slim      INTEGER NOT NULL,
    facts     TEXT NOT NULL,
    PRIMARY KEY (article, rank, body_rank)
) STRICT;

CREATE TRIGGER articles_gone AFTER DELETE ON articles
BEGIN
    DELETE FROM looks WHERE article = OLD.number;
    DELETE FROM stand_ins WHERE article = OLD.number;
END;
