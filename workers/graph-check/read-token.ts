import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { StartProblem } from "#common/run-main.ts";

const claims = z.object({
  tid: z.guid(),
  oid: z.guid(),
  exp: z.number(),
  azp: z.string().optional(),
  preferred_username: z.string().optional(),
});

export interface PersonsToken {
  text: string;
  tenantId: string;
  userId: string;
  clientId: string;
  expiresAtSeconds: number;
}

function readPrivateFile(path: string): string {
  let mode: number;
  try {
    mode = statSync(path).mode;
  } catch {
    throw new StartProblem(["--token-file: there is no such file, or it can't be read"]);
  }
  if ((mode & 0o077) !== 0) throw new StartProblem(["--token-file: others may read this file; chmod 600 it first"]);
  return readFileSync(path, "utf8");
}

/**
 * A person's access token for this connector, whose claims are read without verification: Entra verifies it when it is
 * exchanged.
 * @throws `StartProblem`, which quotes nothing of the token
 */
export function personsToken(text: string, nowMs: number): PersonsToken {
  const [, payload = ""] = text.split(".");
  let parsed: z.output<typeof claims>;
  try {
    parsed = claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  } catch {
    throw new StartProblem(["this is no access token of a person for this connector: take the text after “Bearer ”"]);
  }
  if (parsed.exp * 1000 <= nowMs) throw new StartProblem(["the token has expired: sign in again for a new one"]);
  return {
    text,
    tenantId: parsed.tid,
    userId: parsed.oid,
    clientId: parsed.azp ?? parsed.tid,
    expiresAtSeconds: parsed.exp,
  };
}

/**
 * The token in a file that only its owner can read, or in standard input.
 * @throws `StartProblem`, as `personsToken` does, and for a file that others may read
 */
export const readToken = (path: string | undefined, nowMs: number): PersonsToken =>
  personsToken((path === undefined ? readFileSync(0, "utf8") : readPrivateFile(path)).trim(), nowMs);
