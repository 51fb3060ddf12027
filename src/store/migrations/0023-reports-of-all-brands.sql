-- Reports of all brands newest first: without it each page sorts all that are kept. `minute + 0` as in migration 7: an index on the plain
-- minute would also fit what is asked of one brand, and a planner without statistics would read all brands to find it.
CREATE INDEX report_minute ON report ((minute + 0), post_id, brand);
