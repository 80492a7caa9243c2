/**
 * Long before something ends by itself, also on a busy machine: an attempt at Graph may last 10 s, and a call that
 * makes it longer.
 */
export const promptMs = 8_000;
