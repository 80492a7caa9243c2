import type { z } from "zod";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { workerSettings } from "#workers/config.ts";

export interface Setting {
  name: string;
  by: readonly ("gateway" | "workers")[];
  isRequired: boolean;
  /** As one would write it into an environment; undefined without a default. */
  default: string | undefined;
  /** May also be given as `NAME_FILE`. */
  isSecret: boolean;
}

/** The shapes as they are before defaults that depend on other settings. */
const settingShapes: Readonly<Record<"gateway" | "workers", Readonly<Record<string, z.ZodType>>>> = {
  gateway: gatewaySettings.in.shape,
  workers: workerSettings.in.shape,
};

/** Asked by doing: a secret that is given by a file which does not exist is complained about. */
function isSecret(name: string): boolean {
  const read = readSettings(gatewaySettings, { [`${name}_FILE`]: "/nowhere/at/all" });
  return "problems" in read && read.problems.some((problem) => problem.startsWith(`${name}_FILE:`));
}

function asText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** Every setting that the two processes read, out of their schemas. */
export function listSettings(): Setting[] {
  const { gateway, workers } = settingShapes;
  return Object.entries({ ...gateway, ...workers }).map(([name, schema]) => {
    const parsed = schema.safeParse(undefined);
    return {
      name,
      by: (["gateway", "workers"] as const).filter((process) => name in settingShapes[process]),
      isRequired: !parsed.success,
      default: parsed.success ? asText(parsed.data) : undefined,
      isSecret: isSecret(name),
    };
  });
}

/** Settings that take the place of REDIS_URL or go with what does: for another Redis than the examples have. */
export const isForAnotherRedis = (name: string): boolean =>
  name.startsWith("REDIS_") && name !== "REDIS_URL" && name !== "REDIS_STRICT";
