import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { authorOf } from "../files/file-store.ts";
import type { Author } from "../files/file-types.ts";
import { addChatMessage, type MessagePlace } from "../teams/team-store.ts";
import type { NewChatMessage, StoredChatMessage } from "../teams/team-types.ts";

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
