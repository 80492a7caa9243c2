import type { createCalendarShares, createCalendarStore } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import type { createFileStore } from "#test/fake-tenant/data/files/file-store.ts";
import type { createMailStore } from "#test/fake-tenant/data/mailbox.ts";
import type { createNoteStore } from "#test/fake-tenant/data/notes/note-store.ts";
import type { createTaskStore } from "#test/fake-tenant/data/tasks/task-store.ts";
import type { createTeamStore } from "#test/fake-tenant/data/teams/team-store.ts";
import type { createApps } from "./apps.ts";
import type { Behaviour } from "./behaviour.ts";
import type { createAccessPolicies, createConsents, createGrantStore, createOboSwaps } from "./consents.ts";
import type { createDirectory } from "./directory.ts";
import type { createDownloadTickets } from "./download-tickets.ts";
import type { RequestLog } from "./request-log.ts";
import type { createRuleBook } from "./rules.ts";
import type { createSignIns } from "./sign-ins.ts";
import type { createSigningKeys } from "./signing-keys.ts";

/** All state of the fake cloud. The two doors read it, the control changes it. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  endpoints: { authorityHost: string; graphBaseUrl: string; downloadBaseUrl: string; conversionBaseUrl: string };
  directory: ReturnType<typeof createDirectory>;
  grants: ReturnType<typeof createGrantStore>;
  consents: ReturnType<typeof createConsents>;
  apps: ReturnType<typeof createApps>;
  keys: Awaited<ReturnType<typeof createSigningKeys>>;
  signIns: ReturnType<typeof createSignIns>;
  rules: ReturnType<typeof createRuleBook>;
  log: RequestLog;
  behaviour: Behaviour;
  oboSwaps: ReturnType<typeof createOboSwaps>;
  policies: ReturnType<typeof createAccessPolicies>;
  mail: ReturnType<typeof createMailStore>;
  files: ReturnType<typeof createFileStore>;
  teams: ReturnType<typeof createTeamStore>;
  calendars: ReturnType<typeof createCalendarStore>;
  calendarShares: ReturnType<typeof createCalendarShares>;
  notes: ReturnType<typeof createNoteStore>;
  tasks: ReturnType<typeof createTaskStore>;
  downloads: ReturnType<typeof createDownloadTickets>;
}

/** The world's clock in whole seconds, as token claims use it. */
export function nowSeconds(world: World): number {
  return Math.floor(world.now() / 1000);
}
