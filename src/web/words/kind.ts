import type { Kind } from '../../core/words/report.ts';

/** Kinds of posts as people call them. */
export const kindNames: Record<Kind, string> = {
  current: 'Broken now',
  resolved: 'Works again',
  ack: 'The brand admits it',
  chatter: 'Talk about it',
  none: 'No report',
};
