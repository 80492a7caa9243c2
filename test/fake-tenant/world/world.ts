import { createCalendarShares, createCalendarStore } from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { createFileStore } from "#test/fake-tenant/data/files/file-store.ts";
import { createMailStore } from "#test/fake-tenant/data/mailbox.ts";
import { createNoteStore } from "#test/fake-tenant/data/notes/note-store.ts";
import { createTaskStore } from "#test/fake-tenant/data/tasks/task-store.ts";
import { createTeamStore } from "#test/fake-tenant/data/teams/team-store.ts";
import { createApps } from "./apps.ts";
import { defaultBehaviour } from "./behaviour.ts";
import { createAccessPolicies, createConsents, createGrantStore, createOboSwaps } from "./consents.ts";
import { createDirectory } from "./directory.ts";
import { createDownloadTickets } from "./download-tickets.ts";
import { createRequestLog } from "./request-log.ts";
import { createRuleBook } from "./rules.ts";
import { createSignIns } from "./sign-ins.ts";
import { createSigningKeys } from "./signing-keys.ts";

/** All state of the fake cloud, which is empty at first. The two doors read it, the control changes it. */
export type World = Awaited<ReturnType<typeof createWorld>>;

/** @param now milliseconds since 1970 */
export async function createWorld(now: () => number) {
  const directory = createDirectory();
  return {
    now,
    endpoints: { authorityHost: "", graphBaseUrl: "", downloadBaseUrl: "", conversionBaseUrl: "" },
    directory,
    grants: createGrantStore(),
    consents: createConsents(),
    apps: createApps(),
    keys: await createSigningKeys(),
    signIns: createSignIns(),
    rules: createRuleBook(),
    log: createRequestLog(),
    behaviour: { ...defaultBehaviour },
    oboSwaps: createOboSwaps(),
    policies: createAccessPolicies(),
    mail: createMailStore(now),
    files: createFileStore(directory.tenants, now),
    teams: createTeamStore(now),
    calendars: createCalendarStore(),
    calendarShares: createCalendarShares(),
    notes: createNoteStore(now),
    tasks: createTaskStore(now),
    downloads: createDownloadTickets(),
  };
}

/** The world's clock in whole seconds, as token claims use it. */
export function nowSeconds(world: World): number {
  return Math.floor(world.now() / 1000);
}
