-- In a flood most posts are near copies, which detection only counts. Looking for the original of a text must not read its copies: with
-- the outcome in the index it is one row, however often the text was repeated.
CREATE INDEX post_fingerprint_outcome ON post (fingerprint, outcome, created_at) WHERE fingerprint <> '';
DROP INDEX post_fingerprint;
-- How often the near copies of a minute changed. Who has counted them needs to read them again only where that has grown; a source has rows of
-- its own, so that two of them don't wait for each other.
CREATE TABLE copied_minute (
  minute  int4 NOT NULL,
  source  text NOT NULL,
  changes int4 NOT NULL,
  PRIMARY KEY (minute, source)
);
-- What brands say themselves is looked for in all that was said since an onset. `minute + 0` as in migration 7.
CREATE INDEX report_ack ON report (brand, (minute + 0)) WHERE kind = 'ack';
