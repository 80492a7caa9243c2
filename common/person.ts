import type { Caller } from "./caller.ts";

/** Who calls, by whatever client. */
export type Person = Pick<Caller, "tenantId" | "userId">;

/** A key for what is kept in memory about a person; it begins with the tenant ID. */
export const personKey = ({ tenantId, userId }: Person): string => `${tenantId}|${userId}`;
