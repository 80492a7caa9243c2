import { z } from "zod";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { workerSettings } from "#workers/config.ts";

/** Sections of docs/settings.md and the examples of settings files, in order. */
const settingSections = [
  "Microsoft Entra and Graph",
  "Access",
  "Sign-in",
  "Redis",
  "Network",
  "Calls and workers",
  "Logs and audit",
  "Traces",
] as const;

/** What each setting says about itself by `.meta()`. */
const settingText = z.object({
  section: z.enum(settingSections),
  /** Markdown. */
  description: z.string().min(1),
  examples: z.tuple([z.string().min(1)]).optional(),
});

export interface Setting extends Omit<z.infer<typeof settingText>, "examples"> {
  name: string;
  by: readonly ("gateway" | "workers")[];
  isRequired: boolean;
  /** As one would write it into an environment; undefined without a default. */
  default: string | undefined;
  /** A value to show where there is no default. */
  example: string | undefined;
  /** May also be given as `NAME_FILE`. */
  isSecret: boolean;
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** The shapes as they are before defaults that depend on other settings. */
const settingShapes: Readonly<Record<"gateway" | "workers", Shape>> = {
  gateway: gatewaySettings.in.shape,
  workers: workerSettings.in.shape,
};

/** Determined by trying: for a secret, a file that doesn't exist is reported as a problem. */
function isSecret(name: string): boolean {
  const read = readSettings(gatewaySettings, { [`${name}_FILE`]: "/nowhere/at/all" });
  return "problems" in read && read.problems.some((problem) => problem.startsWith(`${name}_FILE:`));
}

function asText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(",") : String(value);
}

function describeSetting(name: string, schema: z.ZodType): Setting {
  const text = settingText.safeParse(schema.meta());
  if (!text.success) throw new Error(`${name}: .meta() needs a known section and a description`);
  const { section, description, examples } = text.data;
  const parsed = schema.safeParse(undefined);
  return {
    name,
    section,
    description,
    example: examples?.[0],
    by: (["gateway", "workers"] as const).filter((process) => name in settingShapes[process]),
    isRequired: !parsed.success,
    default: parsed.success ? asText(parsed.data) : undefined,
    isSecret: isSecret(name),
  };
}

/**
 * Every setting that the two processes read, from their schemas.
 * @throws when a setting says nothing about itself
 */
export function listSettings(): Setting[] {
  const { gateway, workers } = settingShapes;
  return Object.entries({ ...gateway, ...workers }).map(([name, schema]) => describeSetting(name, schema));
}

/** Settings by section, in the order of `settingSections`. */
export function settingsBySection(settings: readonly Setting[]): (readonly [section: string, Setting[]])[] {
  return settingSections.map((section) => [section, settings.filter((setting) => setting.section === section)]);
}

/** Settings for another kind of Redis than the one in the examples. */
export const isForAnotherRedis = (name: string): boolean =>
  name.startsWith("REDIS_") && name !== "REDIS_URL" && name !== "REDIS_STRICT";
