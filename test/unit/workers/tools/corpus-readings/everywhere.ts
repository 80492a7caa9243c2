import { graphErrorCodes } from "#workers/graph/graph-failure-body.ts";
import { ownAddresses } from "#workers/graph/own-addresses.ts";
import { fakeContext } from "../fake-context.ts";
import { each, type Reading } from "./reading.ts";

/** The signed-in user: only the addresses are read. */
const user: Reading = {
  of: ["users/user-get/01", "users/user-get/02", "platform/auth-v2-user/02"],
  seen: each(async (profile) => {
    const { graph } = fakeContext({ answers: () => profile });
    return { addresses: await ownAddresses(graph) };
  }),
  promised: {
    addresses: ({ mail, userPrincipalName }) => [...new Set([mail, userPrincipalName].filter(Boolean))],
  },
};

/** Refusals, of any endpoint. */
const refusals: Reading = {
  of: ["platform/errors/01", "platform/throttling", "platform/query-parameters"],
  resourcesIn: (example) => [example],
  seen: each(async (body) => ({ codes: graphErrorCodes(Buffer.from(JSON.stringify(body))) })),
  promised: { "codes/0": "error/code", "codes/1": "error/innerError/code" },
};

export const readingsOfEverywhere = [user, refusals];
