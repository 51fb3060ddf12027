/** Fewest people in a cell of a place that is shown or exported: fewer could be told apart (k-anonymity, Sweeney 2002). */
export const smallestCell = 5;
