-- How far a post may have gone, as its source told when it was read: the author's followers, else those who reacted. A power of
-- two, so that nobody is known by it.
ALTER TABLE post ADD COLUMN reach int4;
