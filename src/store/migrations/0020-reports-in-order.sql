-- Reports are read newest first, in the order of minute and post: an index that ends with the minute sorts a whole minute to find a page of it,
-- and in a flood one minute holds a hundred thousand.
CREATE INDEX report_brand_minute_post ON report (brand, minute, post_id);
DROP INDEX report_brand_minute;
