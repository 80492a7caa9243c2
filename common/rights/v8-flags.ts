/**
 * Flags of V8 for gateways and workers: docs/decisions/performance.md has what they save. A full collection comes when
 * the live heap has tripled, not after every hundred calls; and a process keeps the memory that it had under load.
 */
export const v8Flags: readonly string[] = ["--heap-growing-percent=200", "--no-memory-reducer"];
