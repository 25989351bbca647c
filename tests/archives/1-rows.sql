-- What a build of format 1 left: two articles, the second dated by a day; one refused record.
INSERT INTO articles VALUES
(1, 'urn:uuid:00000000-0000-5000-8000-000000000097',
    '{"id":"urn:uuid:00000000-0000-5000-8000-000000000097","keys":["url:a"],"url":"https://news.example/a","title":"Title a","summary":"","text":"Some text.","html":"<p>Some text.</p>","authors":[],"published":{"instant":"2024-03-29T12:00:00Z","span":0},"updated":null,"sections":["World"],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"s","origin":{"dump":"d.jsonl","line":1,"end_line":1}}',
    '{"sections":[{"slug":"world","title":"World"}],"tags":[{"slug":"cuba","title":"Cuba"}]}',
    's', 'c1', 's1', '01', '01', 1711713600, 1711713601, 1, 1767268800, 1, 2, 'c1'),
(3, 'urn:uuid:00000000-0000-5000-8000-000000000098',
    '{"id":"urn:uuid:00000000-0000-5000-8000-000000000098","keys":["url:b"],"url":null,"title":"Ühr; it''s b","summary":"","text":"Some text.","html":"<p>Some text.</p>","authors":[],"published":{"instant":"2024-03-28T00:00:00Z","span":86400},"updated":null,"sections":["World"],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"s","origin":{"dump":"d.jsonl","line":1,"end_line":1}}',
    '{"sections":[],"tags":[]}',
    's', 'c3', 's3', '03', '', 1711621000, 1711621000, 1, 1767268800, 2, 2, '');
INSERT INTO keys VALUES ('url:a', 1), ('url:b', 3), ('title:b', 3);
INSERT INTO memberships VALUES ('everything', 1), ('everything', 3), ('cuba', 1);
INSERT INTO labels VALUES ('sections', 'world', 1, 'World'), ('tags', 'cuba', 1, 'Cuba');
INSERT INTO dumps VALUES ('s', 'f1', 'd.jsonl', 'x', 1, 2, 3, 1);
INSERT INTO refusals VALUES ('s', 'f1', 'd.jsonl:2', 'no-title', 'nothing to call it');
INSERT INTO state VALUES ('builds', '2'), ('clock', '1767272400'), ('rules', 'r'),
    ('seed', 'https://feeds.example/'), ('auto_topics', '{"world":["sections","world"]}');
