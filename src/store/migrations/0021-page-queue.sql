-- Where pages go over a queue before they are stored: the cursor moves when the queue has a page, all that is told of the source
-- moves when the page's last part is stored.
ALTER TABLE source ADD COLUMN pages int8 NOT NULL DEFAULT 0; -- the last number that was given to a page; they only grow

-- Pages of which parts may not be stored yet.
CREATE TABLE sent_page (
  source        text NOT NULL,
  number        int8 NOT NULL,
  cursor_before text, -- from which the page is read again if the queue loses it
  partitions    int4[] NOT NULL, -- that have a part of it
  arrival       jsonb NOT NULL, -- what is told of the source then
  sent_at       int8 NOT NULL,
  PRIMARY KEY (source, number)
);

-- What is stored of pages, written with it. The last one of each partition stays: whoever comes with an earlier one is too late.
CREATE TABLE stored_part (
  source    text NOT NULL,
  partition int4 NOT NULL,
  number    int8 NOT NULL,
  PRIMARY KEY (source, partition, number)
);

-- Parts that could not be stored however often it was tried.
CREATE TABLE part_aside (
  partition int4 NOT NULL,
  sequence  int8 NOT NULL, -- in the queue
  at        int8 NOT NULL,
  source    text NOT NULL, -- empty where it can't be read
  reason    text NOT NULL,
  bytes     text NOT NULL, -- base64
  PRIMARY KEY (partition, sequence, at)
);
