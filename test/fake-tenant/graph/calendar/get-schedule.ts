import { z } from "zod";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

const dayMs = 24 * 60 * 60 * 1000;
const mostSchedules = 100;
const mostDays = 62;

const dateTimeTimeZone = z.object({ dateTime: z.string(), timeZone: z.string() });
const requestBody = z.object({
  schedules: z.array(z.string()).min(1),
  startTime: dateTimeTimeZone,
  endTime: dateTimeTimeZone,
  availabilityViewInterval: z.number().int().min(5).max(1440).optional(),
});

const calendarScopes = ["Calendars.ReadBasic", "Calendars.Read", "Calendars.Read.Shared", "Calendars.ReadWrite"];

/** POST .../calendar/getSchedule: free/busy and working hours per address; one bad address fails alone. */
export function getSchedule(call: GraphCall): GraphResult {
  const { caller, world, request } = call;
  if (!calendarScopes.some((scope) => caller.scopes.has(scope))) throw accessDenied();
  const body = readBody(request.body);
  const minutes = body.availabilityViewInterval ?? 30;
  const length = windowMs(body);
  const slots = Math.ceil(length / (minutes * 60_000));
  const value = body.schedules.map((address) => {
    const user = world.directory.findUser(caller.tenant.id, address);
    return user?.hasMailbox === true ? freeSchedule(address, user, slots) : unresolved(address);
  });
  return {
    body: JSON.stringify({
      "@odata.context": `${world.endpoints.graphBaseUrl}/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)`,
      value,
    }),
  };
}

function readBody(bytes: Buffer): z.infer<typeof requestBody> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
  if ((json as { availabilityViewInterval?: unknown } | null)?.availabilityViewInterval === null) {
    throw new GraphRefusal(500, "generalException", "An unexpected error occurred.");
  }
  const parsed = requestBody.safeParse(json);
  if (!parsed.success) throw badRequest("The request body does not fit the action 'getSchedule'.");
  if (parsed.data.schedules.length > mostSchedules) {
    throw badRequest(
      `There are too many target users in the EmailAddress array. The allowed size = ${mostSchedules}; the actual size = ${parsed.data.schedules.length}.`,
      "ErrorMailboxDataArrayTooBig",
    );
  }
  return parsed.data;
}

function windowMs({ startTime, endTime }: z.infer<typeof requestBody>): number {
  const length = Date.parse(`${endTime.dateTime.slice(0, 19)}Z`) - Date.parse(`${startTime.dateTime.slice(0, 19)}Z`);
  if (!(length > 0))
    throw badRequest(
      "The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.",
      "ErrorInvalidTimeInterval",
    );
  const days = Math.ceil(length / dayMs);
  if (days > mostDays) {
    throw badRequest(
      `The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. The allowed limit = ${mostDays} days; the actual limit = ${days} days.`,
      "ErrorTimeIntervalTooBig",
    );
  }
  return length;
}

function freeSchedule(address: string, user: UserRecord, slots: number) {
  return {
    scheduleId: address,
    availabilityView: "0".repeat(slots),
    scheduleItems: [],
    workingHours: {
      daysOfWeek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
      startTime: "09:00:00.0000000",
      endTime: "18:00:00.0000000",
      timeZone: { name: user.timeZone },
    },
  };
}

function unresolved(address: string) {
  return {
    scheduleId: address,
    availabilityView: "",
    scheduleItems: [],
    error: {
      message: `Unable to resolve e-mail address ${address} to an Active Directory object.`,
      responseCode: "ErrorMailRecipientNotFound",
    },
  };
}
