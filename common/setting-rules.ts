import type { z } from "zod";

/** A combination of settings that contradicts itself: which one to name, whether it is so, and what to say. */
export type SettingRule<Settings> = readonly [
  name: keyof Settings & string,
  isBroken: (read: Settings) => boolean,
  message: string,
];

/** Adds one issue per broken rule, for `.check()` on a schema. */
export const obeys =
  <Settings>(rules: readonly SettingRule<Settings>[]) =>
  ({ value, issues }: z.core.ParsePayload<Settings>): void => {
    for (const [name, isBroken, message] of rules) {
      if (isBroken(value)) issues.push({ code: "custom", input: value, path: [name], message });
    }
  };
