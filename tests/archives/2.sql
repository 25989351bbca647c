-- A topic's articles lie in the order of their dates, so that its newest are found without
-- looking at the others. Dates come from an index here: they lie behind the facts in a row, and
-- to read them from there takes minutes in a large archive.
CREATE TABLE dates (
    article INTEGER PRIMARY KEY,
    date    INTEGER NOT NULL
) STRICT;
INSERT INTO dates SELECT number, date FROM articles INDEXED BY articles_by_date ORDER BY number;

CREATE TABLE dated_memberships (
    topic   TEXT NOT NULL,
    date    INTEGER NOT NULL,               -- the article's
    article INTEGER NOT NULL REFERENCES articles (number),
    PRIMARY KEY (topic, date, article)
) STRICT, WITHOUT ROWID;
INSERT INTO dated_memberships
    SELECT m.topic, d.date, m.article FROM memberships m CROSS JOIN dates d USING (article)
    ORDER BY m.topic, d.date, m.article;
DROP TABLE memberships;
ALTER TABLE dated_memberships RENAME TO memberships;
CREATE INDEX memberships_by_article ON memberships (article);

CREATE TABLE dated_labels (
    kind    TEXT NOT NULL,                  -- sections or tags
    slug    TEXT NOT NULL,
    date    INTEGER NOT NULL,               -- the article's
    article INTEGER NOT NULL REFERENCES articles (number),
    title   TEXT NOT NULL,
    PRIMARY KEY (kind, slug, date, article)
) STRICT, WITHOUT ROWID;
INSERT INTO dated_labels
    SELECT l.kind, l.slug, d.date, l.article, l.title
    FROM labels l CROSS JOIN dates d USING (article)
    ORDER BY l.kind, l.slug, d.date, l.article;
DROP TABLE labels;
ALTER TABLE dated_labels RENAME TO labels;
CREATE INDEX labels_by_article ON labels (article);
DROP TABLE dates;

CREATE TRIGGER articles_dated AFTER UPDATE OF date ON articles WHEN OLD.date != NEW.date
BEGIN
    UPDATE memberships SET date = NEW.date WHERE article = NEW.number;
    UPDATE labels SET date = NEW.date WHERE article = NEW.number;
END;

-- The documents of a topic's history. Only closed ones have entries: what is in none of them
-- is in the open one.
CREATE TABLE documents (
    topic  TEXT NOT NULL,
    number INTEGER NOT NULL,
    name   TEXT NOT NULL,
    closed INTEGER NOT NULL,                -- the build at whose end it was closed; 0 while open
    PRIMARY KEY (topic, number),
    UNIQUE (topic, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_entries (
    topic   TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number),
    number  INTEGER NOT NULL,               -- the document's
    PRIMARY KEY (topic, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_entries_by_document ON document_entries (topic, number);
CREATE INDEX document_entries_by_article ON document_entries (article);

-- What articles in closed documents were until a build changed them: a document closed at the
-- end of build b shows the least `until` above b, and where there is none, the article itself.
CREATE TABLE former_facts (
    article INTEGER NOT NULL REFERENCES articles (number),
    until   INTEGER NOT NULL,               -- the build that changed them
    facts   TEXT NOT NULL,
    PRIMARY KEY (article, until)
) STRICT;

CREATE TABLE former_labels (
    article INTEGER NOT NULL REFERENCES articles (number),
    until   INTEGER NOT NULL,
    labels  TEXT NOT NULL,
    date    INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (article, until)
) STRICT, WITHOUT ROWID;

-- By `content`, for facts change with each scrape: they tell which dump the article is from.
-- Only what a document closed since the last copy needs: an article that is edited in each
-- build is copied once.
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

CREATE TRIGGER articles_keep_labels BEFORE UPDATE OF labels, date, changed ON articles
WHEN (OLD.labels, OLD.date, OLD.changed) != (NEW.labels, NEW.date, NEW.changed) AND EXISTS (
    SELECT 1 FROM document_entries e
    JOIN documents d ON d.topic = e.topic AND d.number = e.number
    WHERE e.article = OLD.number AND d.closed >=
        (SELECT COALESCE(MAX(until), 0) FROM former_labels WHERE article = OLD.number)
)
BEGIN
    INSERT INTO former_labels
        SELECT OLD.number, CAST(value AS INTEGER), OLD.labels, OLD.date, OLD.changed
        FROM state WHERE name = 'builds';
END;

CREATE TABLE published_topics (
    slug    TEXT PRIMARY KEY,
    title   TEXT NOT NULL,
    formats TEXT NOT NULL,                  -- names, as JSON
    heir    TEXT,                           -- the slug of the topic that it became
    ended   INTEGER                         -- when it was gone, seconds; NULL while published
) STRICT, WITHOUT ROWID;
