/** Flags of V8 for gateways and workers: docs/decisions/performance.md has what each saves. */
export const v8Flags: readonly string[] = [
  "--heap-growing-percent=200",
  "--no-memory-reducer",
  "--max-semi-space-size=64",
  "--scavenger-max-new-space-capacity-mb=8",
];
