-- A worker that sends a message holds its row for a while: two workers never send the same one, and one that dies gives it back.

ALTER TABLE outbox ADD COLUMN first_attempt_at int8;

ALTER TABLE outbox ADD COLUMN lease_owner text;

ALTER TABLE outbox ADD COLUMN lease_until int8 NOT NULL DEFAULT 0;

-- Messages of an incident go to a channel in their order: is an earlier one still waiting?
CREATE INDEX outbox_order ON outbox (incident_id, channel, revision) WHERE state = 'waiting';
