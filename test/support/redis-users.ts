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

export const passwords = { gateway: "a-gateway's", workers: "a-worker's", operator: "an-operators" };
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

const ofServers = { replica: "of-a-replica", sentinel: "of-a-sentinel", admin: "of-an-admin" };

/** Whoever looks from outside at a server that has `usersOfServers`. */
export const adminLogin = { username: "admin", password: ofServers.admin };

/** How sentinels get into the servers that they watch. */
export const watcherLogin = { username: "sentinel", password: ofServers.sentinel };

/**
 * As docs/deploy/redis.md says; what a sentinel needs is from
 * https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 */
export const rightsOfServers: Readonly<Record<keyof typeof ofServers, string>> = {
  replica: "+psync +replconf +ping",
  sentinel:
    "&__sentinel__:hello +multi +slaveof +ping +exec +subscribe +config|rewrite +role +publish +info " +
    "+client|setname +client|kill +script|kill",
  admin: "~* &* +@all",
};

/** Arguments for servers that sentinels watch: the users by which replicas, sentinels and an admin get in. */
export function usersOfServers(): string[] {
  const users = Object.entries(rightsOfServers).flatMap(([name, rights]) => [
    "--user",
    name,
    "on",
    `>${ofServers[name as keyof typeof ofServers]}`,
    "resetchannels",
    ...rights.split(" "),
  ]);
  return [...users, "--masteruser", "replica", "--masterauth", ofServers.replica];
}
