-- The minutes of the gap that a part leaves while it is kept aside, so that the gap can go with it; null where none can be told.
ALTER TABLE part_aside ADD COLUMN from_minute int4, ADD COLUMN to_minute int4; -- exclusive
