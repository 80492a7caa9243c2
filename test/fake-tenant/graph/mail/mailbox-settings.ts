import { workingHoursOf } from "#test/fake-tenant/graph/calendar/working-hours.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied } from "#test/fake-tenant/graph/graph-refusal.ts";

/** GET /me/mailboxSettings: the zone and language of one's own mailbox, with MailboxSettings.Read. */
export function getMailboxSettings(call: GraphCall): GraphResult {
  const { user, scopes } = call.caller;
  if (!scopes.has("MailboxSettings.Read") || !user.hasMailbox) throw accessDenied();
  return {
    body: JSON.stringify({
      "@odata.context": `${call.world.endpoints.graphBaseUrl}/v1.0/$metadata#users('${user.id}')/mailboxSettings`,
      timeZone: user.timeZone,
      language: { locale: user.preferredLanguage, displayName: user.preferredLanguage },
      workingHours: workingHoursOf(user, call.world),
      dateFormat: "yyyy/MM/dd",
      timeFormat: "H:mm",
    }),
  };
}

/** GET /me/mailboxSettings/timeZone: the zone alone. */
export function getMailboxTimeZone(call: GraphCall): GraphResult {
  const { user, scopes } = call.caller;
  if (!scopes.has("MailboxSettings.Read") || !user.hasMailbox) throw accessDenied();
  const context = `${call.world.endpoints.graphBaseUrl}/v1.0/$metadata#users('${user.id}')/mailboxSettings/timeZone`;
  return { body: JSON.stringify({ "@odata.context": context, value: user.timeZone }) };
}
