-- A message that reminds of an incident which nobody has taken on: its number, from 1; 0 = the step itself.

ALTER TABLE outbox ADD COLUMN reminder int4 NOT NULL DEFAULT 0;

-- How much a channel was sent lately.
CREATE INDEX outbox_lately ON outbox (channel, due_at);
