import type { Environment } from "#test/support/service-settings.ts";

/** Settings that make Node load a file beside this one before the process itself. */
export const preload = (name: "die-of-poison" | "never-end" | "shift-clock"): Environment => ({
  NODE_OPTIONS: `--import=${new URL(`./${name}.ts`, import.meta.url).href}`,
});
