import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Author, NewItem } from "#test/fake-tenant/data/files/drive.ts";
import { authorOf } from "#test/fake-tenant/data/files/file-store.ts";
import {
  addChatMessage,
  type MessagePlace,
  type NewChatMessage,
  type StoredChatMessage,
} from "#test/fake-tenant/data/teams/team-store.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

const hourMs = 60 * 60 * 1000;

/** The people of one company, and the clock that their story is told by. */
export interface Cast {
  world: World;
  tenant: TenantRecord;
  /** By alias; throws for nobody. */
  who(alias: string): UserRecord;
  ids(...aliases: string[]): string[];
  author(alias: string): Author;
  hoursAgo(hours: number): number;
  /** Writes into a chat or channel, so many hours ago. */
  says(
    from: NewChatMessage["from"],
    hours: number,
    place: MessagePlace,
    html: string,
    more?: Omit<NewChatMessage, "from" | "createdAt" | "html">,
  ): StoredChatMessage;
}

/** Everybody of a tenant by alias. */
export function castOf(world: World, tenant: TenantRecord): Cast {
  const people = new Map(
    world.directory.tenantUsers(tenant.id).map((user) => [user.userPrincipalName.split(/[@#]/)[0] ?? "", user]),
  );
  const who = (alias: string) => {
    const user = people.get(alias);
    if (user === undefined) throw new Error(`The story names ${alias}, who is nobody at ${tenant.domain}.`);
    return user;
  };
  const hoursAgo = (hours: number) => world.now() - hours * hourMs;
  return {
    world,
    tenant,
    who,
    ids: (...aliases) => aliases.map((alias) => who(alias).id),
    author: (alias) => authorOf(who(alias)),
    hoursAgo,
    says: (from, hours, place, html, more) =>
      addChatMessage(place, { from, createdAt: hoursAgo(hours), html, ...more }),
  };
}

/** A guest's alias: the address with an underscore for its @. */
export const guestAlias = "lena.vogt_nordlys-kaffe.example";

const folder = new URL("../../../corpus/files/", import.meta.url);

/** The documents that have a reference text, by their names. An image of the demo has none. */
export function documentNames(): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.flatMap((file) => (file.endsWith(".ref.txt") ? [file.replace(".ref.txt", "")] : [])).sort();
}

/** Where a file lies that belongs to a document, such as its reference text. */
export const documentFile = (name: string) => fileURLToPath(new URL(encodeURIComponent(name), folder));

/** The documents as files of the company, with their reference texts as index. */
export function fixtureFiles(): NewItem[] {
  return documentNames().map((name) => ({
    name,
    source: {
      bytes: () => readFileSync(documentFile(name)),
      size: statSync(documentFile(name)).size,
      text: () => readFileSync(documentFile(`${name}.ref.txt`), "utf8"),
    },
  }));
}
