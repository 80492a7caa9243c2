import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Redis } from "ioredis";

const folder = join(import.meta.dirname, "../../deploy/redis");
const lines = (file: string) => readFileSync(join(folder, file), "utf8").split("\n");

/** deploy/redis/redis.conf as arguments, but for the ACL, which is set at run time below. */
export function configuredForOperators(): string[] {
  const directives = lines("redis.conf").filter((line) => /^[a-z]/.test(line) && !line.startsWith("aclfile "));
  return directives.flatMap((line) => {
    const [name = "", ...values] = line.split(" ");
    return [`--${name}`, ...values.map((value) => (value === '""' ? "" : value))];
  });
}

export const passwords = { gateway: "a-gateway's", workers: "a-worker's" };
export type RedisUser = keyof typeof passwords;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Sets up the users of deploy/redis/users.acl.template, as make-secrets.sh fills it in. */
export async function setUsers(admin: Redis): Promise<void> {
  for (const line of lines("users.acl.template").filter((text) => text.startsWith("user "))) {
    const [, name = "", ...rules] = line.split(" ");
    const hash = sha256(passwords[name as RedisUser] ?? "");
    const filledIn = rules.map((rule) => (rule.startsWith("#") ? `#${hash}` : rule));
    if (name !== "default") filledIn.unshift("reset");
    await admin.acl("SETUSER", name, ...filledIn);
  }
}
