-- Minutes whose counts must be made again, one by one: those that were touched and those after them in which the same people spoke
-- again. Kept apart from touched_minute, so that a late post has each later minute counted once and not its followers anew. The
-- counter makes whoever adds a minute wait for a count that has just taken it.
CREATE TABLE minute_to_count (
  brand  text NOT NULL,
  minute int4 NOT NULL,
  times  int4 NOT NULL DEFAULT 1,
  PRIMARY KEY (brand, minute)
);
