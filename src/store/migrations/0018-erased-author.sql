-- One-way keys of people who had everything of theirs erased: what sources bring of them later is not stored.
CREATE TABLE erased_author (
  author_key text PRIMARY KEY,
  at         int8 NOT NULL
);
