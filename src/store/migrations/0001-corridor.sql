-- The tables between the stages. Instants are int8 epoch ms, minutes are int4 minutes since the epoch, both UTC.

CREATE TABLE setting (
  key   text PRIMARY KEY,
  value text NOT NULL
);

CREATE TABLE source (
  id              text PRIMARY KEY,
  kind            text NOT NULL,
  cursor          text,
  state           text NOT NULL DEFAULT 'starting', -- starting | ok | limited | failing | silent | off
  state_since     int8 NOT NULL,
  message         text NOT NULL DEFAULT '',
  last_attempt_at int8,
  last_success_at int8,
  last_post_at    int8,
  retry_at        int8,
  failures        int4 NOT NULL DEFAULT 0,
  posts           int8 NOT NULL DEFAULT 0,
  malformed       int8 NOT NULL DEFAULT 0,
  spent_usd       float8 NOT NULL DEFAULT 0
);

-- Minutes in which a source could not be read: they are missing to the detector, never zero.
CREATE TABLE source_gap (
  source      text NOT NULL,
  from_minute int4 NOT NULL,
  to_minute   int4, -- exclusive; null while it lasts
  reason      text NOT NULL,
  PRIMARY KEY (source, from_minute)
);

CREATE TABLE post (
  id          text PRIMARY KEY, -- source:native id
  source      text NOT NULL,
  author_key  text NOT NULL,    -- salted one-way hash
  text        text NOT NULL,
  lang        text,
  created_at  int8 NOT NULL,
  edited_at   int8,
  fetched_at  int8 NOT NULL,
  deleted_at  int8,
  url         text,
  repost_of   text,
  from_brand  boolean NOT NULL DEFAULT false,
  fingerprint text NOT NULL,
  outcome     text NOT NULL     -- kept | no-brand | repost | near-copy | deleted | too-old | in-future | empty
);
CREATE INDEX post_created_at ON post (created_at);
CREATE INDEX post_author ON post (source, author_key);
CREATE INDEX post_fingerprint ON post (fingerprint, created_at) WHERE fingerprint <> '';

-- A post judged for one brand.
CREATE TABLE report (
  post_id     text NOT NULL REFERENCES post (id) ON DELETE CASCADE,
  brand       text NOT NULL,
  source      text NOT NULL,
  kind        text NOT NULL,
  p_current   float4 NOT NULL,
  symptoms    text[] NOT NULL,
  surfaces    text[] NOT NULL,
  country     text,
  state       text,
  city        text,
  metro       text,
  lat         float4,
  lon         float4,
  place_level text,
  place_from  text,
  place_confidence float4,
  author_key  text NOT NULL,
  fingerprint text NOT NULL,
  minute      int4 NOT NULL,
  model       text NOT NULL,
  PRIMARY KEY (post_id, brand)
);
CREATE INDEX report_brand_minute ON report (brand, minute);
CREATE INDEX report_brand_author ON report (brand, author_key, minute) WHERE kind = 'current';
CREATE INDEX report_brand_fingerprint ON report (brand, fingerprint, minute) WHERE kind = 'current' AND fingerprint <> '';

-- Work for aggregate. The counter makes a writer wait for an aggregate that is taking the row away.
CREATE TABLE touched_minute (
  brand   text NOT NULL,
  minute  int4 NOT NULL,
  touches int4 NOT NULL DEFAULT 1,
  PRIMARY KEY (brand, minute)
);

CREATE TABLE stratum_count (
  brand    text NOT NULL,
  symptom  text NOT NULL, -- '*' = all
  surface  text NOT NULL,
  area     text NOT NULL,
  minute   int4 NOT NULL,
  observed int4 NOT NULL, -- distinct authors with a current report
  PRIMARY KEY (brand, minute, symptom, surface, area)
);
CREATE INDEX stratum_count_series ON stratum_count (brand, symptom, surface, area, minute);

-- All judged mentions of a brand in a minute, by kind, and the current ones by source.
CREATE TABLE brand_minute (
  brand     text NOT NULL,
  minute    int4 NOT NULL,
  mentions  int4 NOT NULL,
  current   int4 NOT NULL,
  resolved  int4 NOT NULL,
  ack       int4 NOT NULL,
  chatter   int4 NOT NULL,
  located   int4 NOT NULL, -- of `current`, those with a state
  by_source jsonb NOT NULL,
  PRIMARY KEY (brand, minute)
);

-- Work for detect: minutes whose counts were replaced.
CREATE TABLE changed_minute (
  brand   text NOT NULL,
  minute  int4 NOT NULL,
  changes int4 NOT NULL DEFAULT 1,
  PRIMARY KEY (brand, minute)
);

CREATE TABLE detector (
  brand          text PRIMARY KEY,
  settled_minute int4 NOT NULL, -- state holds for all minutes before this one
  model          text NOT NULL, -- version of the statistic; another version starts over from the counts
  state          jsonb NOT NULL
);

-- What was expected, one row per stratum and quarter of an hour, as known at its beginning.
CREATE TABLE expectation (
  brand      text NOT NULL,
  symptom    text NOT NULL,
  surface    text NOT NULL,
  area       text NOT NULL,
  quarter    int4 NOT NULL, -- minute / 15
  mean       float8 NOT NULL, -- per minute
  dispersion float8 NOT NULL, -- variance = mean + dispersion * mean^2
  learning   float4 NOT NULL, -- 1 = nothing but the prior, 0 = learned
  PRIMARY KEY (brand, symptom, surface, area, quarter)
);

CREATE TABLE alert (
  id                  text PRIMARY KEY,
  method              text NOT NULL,
  brand               text NOT NULL,
  symptom             text NOT NULL,
  surface             text NOT NULL,
  area                text NOT NULL,
  first_minute        int4 NOT NULL,
  minute              int4 NOT NULL,
  observed            float8 NOT NULL,
  expected            float8 NOT NULL,
  recurrence_interval float8 NOT NULL, -- minutes
  onset_at            int8 NOT NULL,
  onset_low           int8 NOT NULL,
  onset_high          int8 NOT NULL,
  active              boolean NOT NULL,
  reasons             jsonb NOT NULL,
  detail              jsonb -- figures behind the reasons: shares, sources, areas
);
CREATE INDEX alert_brand ON alert (brand, first_minute);

CREATE TABLE incident (
  id          text PRIMARY KEY,
  brand       text NOT NULL,
  state       text NOT NULL,
  onset_at    int8 NOT NULL,
  detected_at int8 NOT NULL,
  updated_at  int8 NOT NULL,
  closed_at   int8,
  revision    int4 NOT NULL,
  body        jsonb NOT NULL, -- the whole incident
  memory      jsonb NOT NULL  -- what the state machine carries from step to step
);
CREATE INDEX incident_brand ON incident (brand, onset_at);

CREATE TABLE transition (
  incident_id text NOT NULL REFERENCES incident (id),
  revision    int4 NOT NULL,
  at          int8 NOT NULL,
  from_state  text,
  to_state    text NOT NULL,
  body        jsonb NOT NULL, -- the incident after the step
  PRIMARY KEY (incident_id, revision)
);

CREATE TABLE outbox (
  key         text PRIMARY KEY, -- incident id : revision : channel
  incident_id text NOT NULL,
  revision    int4 NOT NULL,
  channel     text NOT NULL,
  due_at      int8 NOT NULL,
  attempts    int4 NOT NULL DEFAULT 0,
  state       text NOT NULL DEFAULT 'waiting', -- waiting | delivered | failed
  message     text NOT NULL DEFAULT '',
  delivered_at int8
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';

-- How far each stage has come.
CREATE TABLE stage_cursor (
  stage    text NOT NULL,
  shard    text NOT NULL,
  position int8 NOT NULL,
  PRIMARY KEY (stage, shard)
);

CREATE TABLE api_key (
  id         text PRIMARY KEY,
  name       text NOT NULL,
  role       text NOT NULL,
  hash       text NOT NULL UNIQUE,
  created_at int8 NOT NULL,
  revoked_at int8
);

CREATE TABLE audit (
  id     bigserial PRIMARY KEY,
  at     int8 NOT NULL,
  actor  text NOT NULL,
  action text NOT NULL,
  detail jsonb NOT NULL
);
