/** True where tests that take long run too: `OUTCRY_TEST_LONG=1`, as `.ci/run` sets it. */
export const isLong = process.env.OUTCRY_TEST_LONG === '1';
