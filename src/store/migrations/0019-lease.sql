-- Processes that work beside each other, each alive until its time runs out. Times are the database's own, since machines' clocks differ.
-- A name is never used again: who was given up is too late with whatever it still wants to write.
CREATE TABLE worker (
  name     text PRIMARY KEY,
  kinds    text[] NOT NULL, -- of leases that it shares in
  until_at int8 NOT NULL
);

-- What one worker at a time does: reads a source, judges a brand, runs a job. It is free again when its worker is given up.
CREATE TABLE lease (
  kind   text NOT NULL, -- source | brand | job
  name   text NOT NULL,
  worker text NOT NULL REFERENCES worker (name) ON DELETE CASCADE,
  PRIMARY KEY (kind, name)
);
CREATE INDEX lease_worker ON lease (worker);
