/** Which part of its runs a property has, in percent. */
const percent = Number(process.env.PROPERTY_RUNS ?? (process.env.TESTS_OF === "properties" ? 10 : 1));

/** Whether this is the stage `properties`, which also does in full what does not repeat itself. */
export const isThorough = percent >= 10;

/**
 * How often something is tried that may be tried any number of times: a hundredth of what is given in daily use, and a
 * tenth in the stage `properties`, since what is tried is the same each time. All of it, and other things each time:
 * `PROPERTY_RUNS=100 PROPERTY_SEED=random npm test -- properties`.
 */
export const runs = (full: number): number => Math.ceil((full * percent) / 100);
