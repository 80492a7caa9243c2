import { call, each, type Json, listIn, type Reading } from "./reading.ts";

const withPhones = (resource: Json) => ((resource.phones ?? []) as { number: string }[]).map(({ number }) => number);
const inDirectory = ({ businessPhones, mobilePhone }: Json) => [
  ...new Set([...((businessPhones ?? []) as string[]), mobilePhone].filter(Boolean)),
];

/** What a search for people answers when Graph answers so. */
const peopleWith = (answers: (path: string) => unknown) =>
  listIn(call("search_people", { query: "a", limit: 25 }, { answers }), "people");

/** People whom the user works with. */
const people: Reading = {
  of: ["users/user-list-people", "platform/people-example", "platform/search-query-parameter"],
  seen: (value) => peopleWith((path) => (path === "/me/people" ? { value } : undefined)),
  promised: {
    displayName: "displayName",
    email: (person) => (person.scoredEmailAddresses as { address: string }[] | undefined)?.[0]?.address,
    jobTitle: "jobTitle",
    department: "department",
    officeLocation: "officeLocation",
    "phones/*/number": withPhones,
  },
};

/** The organisation's directory. */
const users: Reading = {
  of: [
    ...["01", "02", "04", "05", "06", "07", "08"].map((number) => `users/user-list/${number}`),
    "platform/aad-advanced-queries/05",
  ],
  seen: (value) => peopleWith((path) => (path === "/users" ? { value } : path === "/me/people" ? {} : undefined)),
  promised: {
    displayName: "displayName",
    email: ({ mail, userPrincipalName }) => mail ?? userPrincipalName,
    jobTitle: "jobTitle",
    "phones/*/number": inDirectory,
  },
};

const somebody = { id: "1", displayName: "Somebody" };

/** Whom somebody reports to. */
const manager: Reading = {
  of: ["users/user-list-manager/01"],
  seen: each(async (resource) => {
    const answers: Readonly<Record<string, unknown>> = {
      "/me/people": {},
      "/users": { value: [somebody] },
      "/users/1/manager": resource,
    };
    const [found] = await peopleWith((path) => answers[path]);
    return found;
  }),
  promised: { "manager/displayName": "displayName", "manager/email": "mail", "manager/jobTitle": "jobTitle" },
};

export const peopleReadings = [people, users, manager];
