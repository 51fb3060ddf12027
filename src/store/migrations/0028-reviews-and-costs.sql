-- Looking at posts again has a part of the budget of its own: what it had cost, in the UTC month of the last look that cost anything.
ALTER TABLE recheck ADD COLUMN spent_usd float8 NOT NULL DEFAULT 0;
ALTER TABLE recheck ADD COLUMN spent_at int8;
