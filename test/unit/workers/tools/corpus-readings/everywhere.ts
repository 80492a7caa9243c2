import { graphErrorCodes } from "#workers/graph/graph-failure-body.ts";
import { userTimeZone } from "#workers/graph/user-time-zone.ts";
import { fakeContext } from "../fake-context.ts";
import { each, type Reading } from "./reading.ts";

/** The signed-in user: only the address is read, to ask for their own schedule. */
const user: Reading = {
  of: ["users/user-get/01", "users/user-get/02", "platform/auth-v2-user/02"],
  seen: each(async (profile) => {
    let asked: unknown;
    const { graph } = fakeContext({
      answers: (path, request) => {
        if (path === "/me") return profile;
        asked = (request as { body?: { schedules?: unknown } }).body?.schedules;
        return { value: [] };
      },
    });
    await userTimeZone(graph, new Set(["Calendars.ReadBasic"]), 0);
    return { asked };
  }),
  promised: { asked: ({ mail, userPrincipalName }) => [mail ?? userPrincipalName] },
};

/** Refusals, of any endpoint. */
const refusals: Reading = {
  of: ["platform/errors/01", "platform/throttling", "platform/query-parameters"],
  resourcesIn: (example) => [example],
  seen: each(async (body) => ({ codes: graphErrorCodes(Buffer.from(JSON.stringify(body))) })),
  promised: { "codes/0": "error/code", "codes/1": "error/innerError/code" },
};

export const readingsOfEverywhere = [user, refusals];
