-- How far a source has been read, epoch ms: what was written later is not known yet. NULL: it is handed in, not fetched, or was never read through.

ALTER TABLE source ADD COLUMN read_to int8;
