/**
 * Long before something ends by itself, also on a busy machine: an attempt at Graph, which may last 10 s, or a call
 * with its deadline of 25 s.
 */
export const promptMs = 8_000;
