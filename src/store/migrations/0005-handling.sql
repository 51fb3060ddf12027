-- What people say about incidents. It lies beside what was measured and never changes it; nothing is overwritten.

CREATE TABLE acknowledgment (
  id          bigserial PRIMARY KEY,
  incident_id text NOT NULL REFERENCES incident (id),
  revision    int4 NOT NULL, -- the incident's when it was acknowledged: the next "closed" after it ends the acknowledgment
  at          int8 NOT NULL,
  name        text NOT NULL,
  note        text NOT NULL,
  actor       text NOT NULL
);
CREATE INDEX acknowledgment_incident ON acknowledgment (incident_id, id);

CREATE TABLE incident_verdict (
  id            bigserial PRIMARY KEY,
  incident_id   text NOT NULL REFERENCES incident (id),
  at            int8 NOT NULL,
  verdict       text NOT NULL, -- true | false-alarm | unsure; the latest holds
  reason        text NOT NULL,
  real_onset_at int8,          -- when it really began, if the person knows
  name          text NOT NULL,
  actor         text NOT NULL
);
CREATE INDEX incident_verdict_incident ON incident_verdict (incident_id, id);

-- Outages that no incident was raised for: without them there is no recall.
CREATE TABLE missed_outage (
  id       bigserial PRIMARY KEY,
  brand    text NOT NULL,
  began_at int8 NOT NULL,
  note     text NOT NULL,
  at       int8 NOT NULL,
  name     text NOT NULL,
  actor    text NOT NULL
);
CREATE INDEX missed_outage_brand ON missed_outage (brand, began_at);

CREATE INDEX audit_at ON audit (at);
