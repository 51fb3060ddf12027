-- Look-ups that run once a post must not depend on what the planner knows about a table that grows by the second.

-- A foreign key's check keeps the plan of its first use: made for an empty table, it reads the whole table for every report from
-- then on. Reports come and go in the transaction of their posts, which is the only way to them.
ALTER TABLE report DROP CONSTRAINT report_post_id_fkey;

-- `minute + 0` is the minute as no other index knows it. Bounds on the plain minute also fit report_brand_minute, which a planner
-- without statistics takes for as good: it then reads all that was said of the brand in the window, once a report.
DROP INDEX report_brand_author;
CREATE INDEX report_author ON report (brand, author_key, (minute + 0)) WHERE kind = 'current';
DROP INDEX report_brand_fingerprint;
CREATE INDEX report_fingerprint ON report (brand, fingerprint, (minute + 0)) WHERE kind = 'current' AND fingerprint <> '';
