-- The brand's own signals, read from Prometheus or pushed. They stand beside what people report and never count as reports.

CREATE TABLE telemetry_signal (
  brand        text NOT NULL,
  signal       text NOT NULL,
  origin       text NOT NULL, -- prometheus | pushed
  symptom      text NOT NULL, -- '*' = all
  surface      text NOT NULL,
  health       text NOT NULL, -- starting | ok | empty | failing
  health_since int8 NOT NULL,
  message      text NOT NULL,
  read_until   int8,          -- everything before this instant was asked for
  created_at   int8 NOT NULL,
  PRIMARY KEY (brand, signal)
);

-- Windows of one signal never overlap; where there is none, nothing is known.
CREATE TABLE telemetry_window (
  brand   text NOT NULL,
  signal  text NOT NULL,
  symptom text NOT NULL,
  surface text NOT NULL,
  from_at int8 NOT NULL,
  to_at   int8 NOT NULL, -- exclusive
  state   text NOT NULL, -- ok | degraded | down
  value   float8,        -- the worst in it
  PRIMARY KEY (brand, signal, from_at)
);
CREATE INDEX telemetry_window_end ON telemetry_window (brand, to_at);
