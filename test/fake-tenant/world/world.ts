import type { CalendarShares } from "#test/fake-tenant/data/calendar/calendar-shares.ts";
import type { CalendarStore } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import type { FileStore } from "#test/fake-tenant/data/files/file-store.ts";
import type { MailStore } from "#test/fake-tenant/data/mail-store.ts";
import type { NoteStore } from "#test/fake-tenant/data/notes/note-store.ts";
import type { TaskStore } from "#test/fake-tenant/data/tasks/task-store.ts";
import type { TeamStore } from "#test/fake-tenant/data/teams/team-store.ts";
import type { AccessPolicies } from "./access-policies.ts";
import type { Apps } from "./apps.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Consents } from "./consents.ts";
import type { Directory } from "./directory.ts";
import type { DownloadTickets } from "./download-tickets.ts";
import type { GrantStore } from "./grants.ts";
import type { OboSwaps } from "./obo-swaps.ts";
import type { RequestLog } from "./request-log.ts";
import type { RuleBook } from "./rules.ts";
import type { SignIns } from "./sign-ins.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** All state of the fake cloud. The two doors read it, the control changes it. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  endpoints: { authorityHost: string; graphBaseUrl: string; downloadBaseUrl: string; conversionBaseUrl: string };
  directory: Directory;
  grants: GrantStore;
  consents: Consents;
  apps: Apps;
  keys: SigningKeys;
  signIns: SignIns;
  rules: RuleBook;
  log: RequestLog;
  behaviour: Behaviour;
  oboSwaps: OboSwaps;
  policies: AccessPolicies;
  mail: MailStore;
  files: FileStore;
  teams: TeamStore;
  calendars: CalendarStore;
  calendarShares: CalendarShares;
  notes: NoteStore;
  tasks: TaskStore;
  downloads: DownloadTickets;
}

/** The world's clock in whole seconds, as token claims use it. */
export function nowSeconds(world: World): number {
  return Math.floor(world.now() / 1000);
}
