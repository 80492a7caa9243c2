import { graphErrorCodes } from "#workers/graph/graph-error.ts";
import { ownAddresses } from "#workers/graph/signed-in-person.ts";
import { fakeContext } from "../fake-context.ts";
import { call, each, type Reading } from "./reading.ts";

/** The signed-in user. */
const user: Reading = {
  of: ["users/user-get/01", "users/user-get/02", "platform/auth-v2-user/02"],
  seen: each(async (profile) => {
    const { graph } = fakeContext({ answers: () => profile });
    const me = await call("get_me", {}, { answers: () => profile, scopes: ["User.Read"] });
    return { addresses: await ownAddresses(graph), me };
  }),
  promised: {
    addresses: ({ mail, userPrincipalName }) => [...new Set([mail, userPrincipalName].filter(Boolean))],
    "me/id": "id",
    "me/displayName": "displayName",
    "me/mail": "mail",
    "me/userPrincipalName": ({ mail, userPrincipalName }) =>
      userPrincipalName === mail ? undefined : userPrincipalName,
    "me/jobTitle": "jobTitle",
    "me/officeLocation": "officeLocation",
    "me/businessPhones": "businessPhones",
    "me/mobilePhone": "mobilePhone",
    "me/preferredLanguage": "preferredLanguage",
  },
};

/** Refusals, of any endpoint. */
const refusals: Reading = {
  of: [
    "platform/errors/01",
    "platform/throttling",
    "platform/query-parameters",
    ...["01", "02", "03", "04"].map((number) => `platform/aad-advanced-queries/${number}`),
    "platform/delta-query-overview",
  ],
  resourcesIn: (example) => [example],
  seen: each(async (body) => ({ codes: graphErrorCodes(Buffer.from(JSON.stringify(body))) })),
  promised: { "codes/0": "error/code", "codes/1": "error/innerError/code" },
};

export const readingsOfEverywhere = [user, refusals];
