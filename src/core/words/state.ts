/** States of incidents, brands and sources as people call them. */
export const stateWords = {
  ok: 'Nothing unusual',
  watching: 'Watching',
  probable: 'Probable problem',
  confirmed: 'Confirmed problem',
  recovering: 'Recovering',
  closed: 'Over',
  learning: 'Learning what is normal',
  blind: 'Cannot see',
  starting: 'Starting',
  limited: 'Limited',
  failing: 'Failing',
  silent: 'Silent',
  off: 'Switched off',
} as const;
