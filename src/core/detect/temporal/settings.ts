/** Every number of the temporal detector that was chosen rather than learned. */
export const settings = {
  /** Memory of the level, days: slow growth is followed at this pace. */
  levelDays: 10,
  /** Memory of the growth, days, and the growth a day that is usual beforehand (standard deviation): 5 % a week. */
  growthDays: 25,
  growthPerDay: 0.007,
  /** Memory of the local rate, hours: how long a rate that has wandered off stays away, before anything is seen and at most. */
  localHours: 6,
  longestLocalHours: 48,
  /** Half the power of the rate that false alarms go with, about 7: evidence is held against a rate that much times its variance higher. */
  careful: 3.5,
  /** Finished slots that wait before the baseline learns them, so that an outage is seen before it can teach. */
  lagSlots: 4,
  /** A block teaches at most expected + this many standard deviations … */
  clip: 3,
  /** … and this many while an outage is suspected. */
  suspectClip: 1,
  /** The score's promise is put to the test between these recurrence intervals, minutes: beyond the second there may be outages. */
  trialMinutes: 1440,
  outageMinutes: 43_200,
  /** One pass lasts so long, minutes, is remembered for so many days, and promises weigh as much as so many passes … */
  trialQuietMinutes: 240,
  trialMemoryDays: 60,
  trialWeight: 12,
  /** … and how passes thin out, as much as those of so many minutes; the power stays within these bounds and holds up to a year. */
  tailWeightMinutes: 43_200,
  flattestTail: 0.5,
  steepestTail: 1.5,
  tailReachMinutes: 525_600,
  /** Recurrence interval from which an outage is suspected, minutes. */
  suspectMinutes: 30_240,
  /** A suspicion is given up, and the new rate taken as normal, after this long, hours … */
  longestOutageHours: 24,
  /** … or after this share of all that has been observed, whichever comes first, but not sooner than after so many hours. */
  longestOutageShare: 0.25,
  leastOutageHours: 6,
  /** Recurrence interval from which an outage counts as something to recover from, minutes. */
  recoveryFromMinutes: 4320,
  /** Mean time between false recoveries during an outage, from which recovery is declared, minutes. */
  recoveryMinutes: 1440,
  /** An outage leaves behind this share of its rate, which was reached in its last minutes, halves in so many, and is expected for an hour. */
  leftoverShare: 0.3,
  lastRateMinutes: 15,
  leftoverHalfLifeMinutes: 15,
  leftoverMinutes: 60,
  /** No evidence before so much is known, minutes of observation and prior together … */
  warmUpMinutes: 60,
  /** … nor before so much has been observed: a prior may be wrong. */
  leastObservedMinutes: 30,
  /** Dispersion before anything is seen, and how many expected reports that belief weighs. */
  priorDispersion: 1.5,
  priorDispersionWeight: 300,
  /** Ticks are taken as independent until slots are this much more dispersed than they are. */
  independenceSlack: 1.1,
  /** Relative variance by which rates wander, before anything is seen, and its weight in pairs of slots. */
  priorDrift: 0.01,
  priorDriftWeight: 100,
  /** Reports from which a series learns a shape of its own; before, it has the pooled one and needs little room. */
  shapeFromReports: 20,
  /** Reports (per unit of dispersion) that a time of day, a day of the week, the hour and the slot must bring to count as much as the coarser estimate. */
  timeOfDayWeight: 3,
  dayWeight: 20,
  hourWeight: 80,
  slotWeight: 150,
};
