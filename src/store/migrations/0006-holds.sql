-- Times in which nobody wants to be told. They hold back messages, not evidence.

CREATE TABLE maintenance_window (
  id               bigserial PRIMARY KEY,
  brand            text NOT NULL,
  reason           text NOT NULL,
  owner            text NOT NULL,
  zone             text NOT NULL,   -- IANA
  first_start      text NOT NULL,   -- wall clock of the zone, YYYY-MM-DDTHH:MM
  duration_minutes int4 NOT NULL,   -- on the wall clock
  repeat           text NOT NULL,   -- once | daily | weekly
  weekdays         int4[] NOT NULL, -- of weekly: 0 = Sunday
  last_day         text,            -- last day on which it begins, YYYY-MM-DD
  created_at       int8 NOT NULL,
  ended_at         int8,            -- taken back by a person
  actor            text NOT NULL
);

CREATE TABLE silence (
  id         bigserial PRIMARY KEY,
  brand      text, -- null = all
  symptom    text, -- main symptom of the incident; null = any
  channel    text, -- null = all
  reason     text NOT NULL,
  owner      text NOT NULL,
  starts_at  int8 NOT NULL,
  expires_at int8 NOT NULL,
  created_at int8 NOT NULL,
  ended_at   int8,
  actor      text NOT NULL
);

-- State of a message: waiting | delivered | failed | held (until a hold ends) | withheld (was held, and is not told any more).
ALTER TABLE outbox ADD COLUMN held_by text;

CREATE INDEX outbox_held ON outbox (incident_id, channel) WHERE state = 'held';
