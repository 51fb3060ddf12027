/** Two-letter codes that are words in English or Spanish, or titles and degrees behind a name. */
export const wordCodes: ReadonlySet<string> = new Set(
  'in or me hi ok oh so as is it at be by do go he if my no of on to up us we la de al el en es lo un co id pa ma mo ms md ai tv pr am an'.split(
    ' ',
  ),
);

/** Those of them that even in capitals, as the whole of a string, are rather words. */
export const shoutedWords: ReadonlySet<string> = new Set(
  'in or me hi ok so as is it at be by do go he if my no of on to up us we el en es lo un ai tv pr am an'.split(' '),
);

/** Those that in small letters are seldom words. */
export const seldomWords: ReadonlySet<string> = new Set('pa ma mo ms md oh al'.split(' '));

/** Words around a place name that say nothing against it. */
export const fillers: ReadonlySet<string> = new Set(
  (
    'in the of from at near by around here and or y de del la el los las en now currently living live lives lived born raised based home just outside inside north south east west northern southern eastern western ' +
    'northeast northwest southeast southwest ne nw se sw central downtown uptown midtown greater metro metropolitan area region city town township twp village suburbs suburb suburban burbs county state upstate ' +
    'beautiful sunny old new originally via to i am im my proud resident native usa us u s formerly between somewhere side mostly often sometimes within close very a hometown location vicinity county borough ' +
    'great good best lovely historic rural hometown ex still always deep far the then both bound made bred'
  ).split(' '),
);

/** Words after which a place name is where somebody is. */
export const locators: ReadonlySet<string> = new Set(
  'in at near from around outside throughout across inside here via'.split(' '),
);
