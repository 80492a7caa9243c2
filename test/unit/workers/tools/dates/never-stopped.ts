/** `stoppable`, but for the stopping. */
export const stoppable = async <T>(work: () => T): Promise<{ value: T }> => ({ value: work() });
