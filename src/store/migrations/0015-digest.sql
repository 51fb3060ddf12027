-- A message that is no step of an incident: its words. The key of a digest's row is digest : channel : end of its span;
-- incident_id holds digest : channel and revision the minute of that end, so that they arrive in their order.
ALTER TABLE outbox ADD COLUMN note jsonb;

-- Digests that were entered, once each. Minutes since the epoch.
CREATE TABLE digest (
  channel      text NOT NULL,
  until_minute int4 NOT NULL,
  from_minute  int4 NOT NULL,
  PRIMARY KEY (channel, until_minute)
);
