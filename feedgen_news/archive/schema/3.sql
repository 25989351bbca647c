-- The facts come last in a row: they are long, and what lies behind them is slow to reach.
-- New columns: `announced`, `revision`, `withdrawn`, `slim`, `checksum`, `title`, `own_page`.
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
    title       TEXT NOT NULL DEFAULT '',   -- as in the facts
    own_page    INTEGER NOT NULL DEFAULT 0, -- 1 where it has no URL, and so needs a page of ours
    labels      TEXT NOT NULL,              -- Labels as JSON
    facts       TEXT NOT NULL               -- Article as JSON
) STRICT;
INSERT INTO new_articles
    SELECT number, id, source, content, substance, rank, body_rank, date, changed, changed,
        0, settled, first_seen, first_build, last_build, before, 0, 0, 0,
        json_extract(facts, '$.title'), json_extract(facts, '$.url') IS NULL, labels, facts
    FROM articles ORDER BY number;
DROP TABLE articles;
ALTER TABLE new_articles RENAME TO articles;
CREATE INDEX articles_by_date ON articles (date);
CREATE INDEX articles_by_change ON articles (changed);
CREATE INDEX articles_by_build ON articles (last_build, settled);
CREATE INDEX articles_by_source ON articles (source, date, first_seen);  -- covers freshness
CREATE INDEX articles_withdrawn ON articles (number) WHERE withdrawn = 1;
CREATE INDEX articles_slim ON articles (number) WHERE slim = 1;
CREATE INDEX articles_spared ON articles (last_build) WHERE slim = 2;
CREATE INDEX articles_of_ours ON articles (date DESC, id) WHERE own_page = 1;
CREATE INDEX articles_unsettled ON articles (number) WHERE settled = 0;

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

-- What an article is known by goes to another where two turn out to be one.
CREATE INDEX keys_by_article ON keys (article);

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
    looks   INTEGER NOT NULL,               -- CRC-32 of what decides how readers see it
    PRIMARY KEY (topic, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_by_date ON shown (date, article);
CREATE INDEX shown_by_article ON shown (article);
-- What is said of such a feed elsewhere.
ALTER TABLE published_topics ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE published_topics ADD COLUMN entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE published_topics ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE published_topics ADD COLUMN oldest INTEGER NOT NULL DEFAULT 0;  -- date of an entry

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
    sketch  BLOB                            -- NULL: not made yet of the text that the row holds
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

-- How the first entries of feeds look on the index, as JSON; until their topic is touched.
CREATE TABLE headlines (
    topic TEXT NOT NULL,
    place INTEGER NOT NULL,
    view  TEXT NOT NULL,
    PRIMARY KEY (topic, place)
) STRICT, WITHOUT ROWID;

-- How many articles there are under each label and title, and (kind topics) in each topic.
CREATE TABLE label_counts (
    kind  TEXT NOT NULL,
    slug  TEXT NOT NULL,
    title TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, slug, title)
) STRICT, WITHOUT ROWID;
INSERT INTO label_counts SELECT kind, slug, title, COUNT(*) FROM labels GROUP BY kind, slug, title;
INSERT INTO label_counts SELECT 'topics', topic, '', COUNT(*) FROM memberships GROUP BY topic;

-- What may not be published as it is here: whatever changes the archive marks it, in the same
-- transaction, and who published it takes the marks away. `topics`: a declared topic's slug;
-- `sections`, `tags`: a label's; `pages`: the id of an article with a page of ours; `documents`:
-- a topic's slug and, behind a slash, a document's number.
CREATE TABLE touched (
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    PRIMARY KEY (kind, slug)
) STRICT, WITHOUT ROWID;

-- A first build counts and marks all at its end (see archive/beginning.py), which is the same.
CREATE TRIGGER memberships_come AFTER INSERT ON memberships
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('topics', NEW.topic);
    INSERT INTO label_counts VALUES ('topics', NEW.topic, '', 1)
        ON CONFLICT (kind, slug, title) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER memberships_go AFTER DELETE ON memberships
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('topics', OLD.topic);
    UPDATE label_counts SET count = count - 1
        WHERE kind = 'topics' AND slug = OLD.topic AND title = '';
    DELETE FROM label_counts
        WHERE kind = 'topics' AND slug = OLD.topic AND title = '' AND count = 0;
END;
CREATE TRIGGER labels_come AFTER INSERT ON labels
BEGIN
    INSERT OR IGNORE INTO touched VALUES (NEW.kind, NEW.slug);
    INSERT INTO label_counts VALUES (NEW.kind, NEW.slug, NEW.title, 1)
        ON CONFLICT (kind, slug, title) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER labels_go AFTER DELETE ON labels
BEGIN
    INSERT OR IGNORE INTO touched VALUES (OLD.kind, OLD.slug);
    UPDATE label_counts SET count = count - 1
        WHERE kind = OLD.kind AND slug = OLD.slug AND title = OLD.title;
    DELETE FROM label_counts
        WHERE kind = OLD.kind AND slug = OLD.slug AND title = OLD.title AND count = 0;
END;

-- Where an article is listed is marked when it is listed there; so a new one, which gets its
-- dates later (`settled` is 0 or 2 until then), is not looked up once more.
CREATE TRIGGER articles_touch
AFTER UPDATE OF id, content, date, announced, changed, revision, labels, settled ON articles
WHEN OLD.settled = 1 AND
    (OLD.id, OLD.content, OLD.date, OLD.announced, OLD.changed, OLD.revision, OLD.labels, 1)
    != (NEW.id, NEW.content, NEW.date, NEW.announced, NEW.changed, NEW.revision, NEW.labels,
        NEW.settled)
BEGIN
    INSERT OR IGNORE INTO touched
        SELECT 'topics', topic FROM memberships WHERE article = NEW.number
        UNION ALL SELECT kind, slug FROM labels WHERE article = NEW.number;
END;
CREATE TRIGGER articles_touch_page
AFTER UPDATE OF id, content, date, announced, changed, revision, labels, own_page, withdrawn
ON articles WHEN OLD.own_page = 1 OR NEW.own_page = 1
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('pages', OLD.id);
    INSERT OR IGNORE INTO touched VALUES ('pages', NEW.id);
END;
CREATE TRIGGER articles_come_with_page AFTER INSERT ON articles WHEN NEW.own_page = 1
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('pages', NEW.id);
END;
CREATE TRIGGER articles_go_with_page AFTER DELETE ON articles WHEN OLD.own_page = 1
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('pages', OLD.id);
END;
-- Of what closed documents show only this changes.
CREATE TRIGGER articles_touch_documents AFTER UPDATE OF id, announced, withdrawn ON articles
WHEN (OLD.id, OLD.announced, OLD.withdrawn) != (NEW.id, NEW.announced, NEW.withdrawn)
BEGIN
    INSERT OR IGNORE INTO touched SELECT 'documents', topic || '/' || number
        FROM document_entries WHERE article = NEW.number;
END;

CREATE TRIGGER stories_come AFTER INSERT ON stories
BEGIN
    INSERT OR IGNORE INTO touched
        SELECT 'topics', topic FROM memberships WHERE article = NEW.article
        UNION ALL SELECT kind, slug FROM labels WHERE article = NEW.article;
END;
CREATE TRIGGER stories_go AFTER DELETE ON stories
BEGIN
    INSERT OR IGNORE INTO touched
        SELECT 'topics', topic FROM memberships WHERE article = OLD.article
        UNION ALL SELECT kind, slug FROM labels WHERE article = OLD.article;
END;
CREATE TRIGGER stories_change AFTER UPDATE ON stories
BEGIN
    INSERT OR IGNORE INTO touched
        SELECT 'topics', topic FROM memberships WHERE article IN (OLD.article, NEW.article)
        UNION ALL SELECT kind, slug FROM labels WHERE article IN (OLD.article, NEW.article);
END;

-- A closed document names the one after it.
CREATE TRIGGER documents_come AFTER INSERT ON documents
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('documents', NEW.topic || '/' || NEW.number);
    INSERT OR IGNORE INTO touched VALUES ('documents', NEW.topic || '/' || (NEW.number - 1));
END;
CREATE TRIGGER documents_change AFTER UPDATE ON documents
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('documents', NEW.topic || '/' || NEW.number);
END;
CREATE TRIGGER documents_go AFTER DELETE ON documents
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('documents', OLD.topic || '/' || OLD.number);
    INSERT OR IGNORE INTO touched VALUES ('documents', OLD.topic || '/' || (OLD.number - 1));
END;
CREATE TRIGGER document_entries_come AFTER INSERT ON document_entries
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('documents', NEW.topic || '/' || NEW.number);
END;
CREATE TRIGGER document_entries_go AFTER DELETE ON document_entries
BEGIN
    INSERT OR IGNORE INTO touched VALUES ('documents', OLD.topic || '/' || OLD.number);
END;

-- How far a dump reaches, and the fingerprint of what it held before it grew: of the dump itself
-- there is then what was added alone (see archive/growing.py).
ALTER TABLE dumps ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;  -- 0: nobody knows
ALTER TABLE dumps ADD COLUMN lines INTEGER NOT NULL DEFAULT 0;  -- ends of lines among them
ALTER TABLE dumps ADD COLUMN follows TEXT NOT NULL DEFAULT '';

-- Seconds since 1970 UTC that no article gets any more: feeds that are silent about changes show
-- one as `updated` that a later change has left.
CREATE TABLE reserved (second INTEGER PRIMARY KEY) STRICT;
