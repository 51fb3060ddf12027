-- Looking at posts again has a part of the budget of its own: what it had cost, in the UTC month of the last look that cost anything.
ALTER TABLE recheck ADD COLUMN spent_usd float8 NOT NULL DEFAULT 0;
ALTER TABLE recheck ADD COLUMN spent_at int8;

-- What a review in an app store says besides its text: version of the app as the store prints it, country of the store, stars. Null for other posts.
ALTER TABLE post ADD COLUMN app_version text;
ALTER TABLE post ADD COLUMN app_country text;
ALTER TABLE post ADD COLUMN app_rating int4;
