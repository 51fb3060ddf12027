import type { PageQueue } from '../../ports/page-queue.ts';

/** Whoever reads a source stores its pages: posts and cursor in one transaction. */
export const inProcessQueue: PageQueue = {
  partitions: 0,
  ready: async () => {},
  send: async () => {},
  receive: async () => {},
  state: async () => null,
  close: async () => {},
};
