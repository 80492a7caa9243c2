import { randomBytes } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { z } from "zod";

/** What stays of a try: the settings of both processes. */
const schema = z.object({
  AZURE_CLIENT_ID: z.guid(),
  AZURE_CLIENT_SECRET: z.string().min(1),
  SIGN_IN_CLIENT_ID: z.guid(),
  ALLOWED_TENANTS: z.guid(),
  APP_ID_URI: z.string(),
  MCP_PUBLIC_URL: z.url(),
  SEALING_KEYS: z.string(),
  SIGN_IN_KEYS: z.string(),
  /** Where the apps are registered, if that is not the public cloud. */
  AZURE_CLOUD: z.string().optional(),
});

export type KeptSettings = z.infer<typeof schema>;

/** What the registrations give. */
export type Registered = Pick<KeptSettings, "AZURE_CLIENT_ID" | "AZURE_CLIENT_SECRET" | "SIGN_IN_CLIENT_ID">;

/**
 * The settings of an earlier try; undefined when there was none.
 * @throws when others may read the file, or it is not whole
 */
export async function readKept(path: string): Promise<KeptSettings | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if ((found.mode & 0o077) !== 0) throw new Error(`Others may read ${path}: run chmod 600 on it, or delete it.`);
  const read = schema.safeParse(parseEnv(await readFile(path, "utf8")));
  if (!read.success) throw new Error(`${path} is not whole: delete it and start again.`);
  return read.data;
}

/** Writes them into a new file that only its owner can read. */
export async function keep(path: string, settings: KeptSettings): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  await writeFile(path, `${lines.join("\n")}\n`, { mode: 0o600, flag: "wx" });
}

const newKey = () => `k1:${randomBytes(32).toString("base64")}`;

/** Settings with keys of their own. */
export function settingsOf(
  registered: Registered,
  where: { tenantId: string; publicUrl: string; cloud: string },
): KeptSettings {
  return {
    ...registered,
    ALLOWED_TENANTS: where.tenantId,
    APP_ID_URI: `api://${registered.AZURE_CLIENT_ID}`,
    MCP_PUBLIC_URL: where.publicUrl,
    SEALING_KEYS: newKey(),
    SIGN_IN_KEYS: newKey(),
    ...(where.cloud === "public" ? {} : { AZURE_CLOUD: where.cloud }),
  };
}
