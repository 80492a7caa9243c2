/** Whether this is the stage `properties`. */
export const hasAllRuns = process.env.PROPERTY_RUNS === "full";

/**
 * How often something is tried that may be tried any number of times: as often as given in the stage `properties`, and
 * a hundredth of it in daily use.
 */
export const runs = (full: number): number => (hasAllRuns ? full : Math.ceil(full / 100));
