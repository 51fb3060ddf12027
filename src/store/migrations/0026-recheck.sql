-- Posts are asked about again in sweeps, in the order in which they were written: how far a sweep has come tells when each was looked at last,
-- and a post that is as it was needs no write at all.
CREATE TABLE recheck (
  source   text PRIMARY KEY,
  sweeps   jsonb NOT NULL, -- by age of the posts: when it began, when it went on last, behind which post it goes on
  memory   text,           -- what the source wants to be told, such as money spent
  turns    int8 NOT NULL,  -- whoever finds another number has been overtaken
  failures int4 NOT NULL,  -- in a row
  retry_at int8
);
CREATE INDEX post_recheck ON post (source, created_at, id);
