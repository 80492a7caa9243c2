import { workingHoursOf } from "#test/fake-tenant/graph/calendar/working-hours.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

function ownerOf({ caller: { user, scopes } }: GraphCall): UserRecord {
  if (!scopes.has("MailboxSettings.Read") || !user.hasMailbox) throw accessDenied();
  return user;
}

/** GET /me/mailboxSettings: the zone and language of one's own mailbox, with MailboxSettings.Read. */
export function getMailboxSettings(call: GraphCall): GraphResult {
  const user = ownerOf(call);
  return answer(call, `users('${user.id}')/mailboxSettings`, {
    timeZone: user.timeZone,
    language: { locale: user.preferredLanguage, displayName: user.preferredLanguage },
    workingHours: workingHoursOf(user, call.world),
    dateFormat: "yyyy/MM/dd",
    timeFormat: "H:mm",
  });
}

/** GET /me/mailboxSettings/timeZone: the zone alone. */
export function getMailboxTimeZone(call: GraphCall): GraphResult {
  const user = ownerOf(call);
  return answer(call, `users('${user.id}')/mailboxSettings/timeZone`, { value: user.timeZone });
}
