/** Which sources speak of a brand: the demonstration has its own, the watched brands have all others. */
export interface SourceScope {
  ids: readonly string[];
  /** True: these sources alone. False: all but these. */
  only: boolean;
}

export const everySource: SourceScope = { ids: [], only: false };

/** Sources of what is handed in, not fetched: they never fail, and tell nothing about whether we can see. */
export const handedIn: readonly string[] = ['intake', 'form'];
