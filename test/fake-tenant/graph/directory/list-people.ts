import type { Address } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { checkedSelect } from "#test/fake-tenant/graph/odata/query-options.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

/** How often the user has mail of or to each address but the own: microsoft-graph-docs #1890. */
function correspondents({ world, caller }: GraphCall): { address: Address; count: number }[] {
  const counted = new Map<string, { address: Address; count: number }>();
  for (const { from, to, cc } of world.mail.mailbox(caller.user)?.all.all() ?? []) {
    for (const address of [from, ...to, ...cc]) {
      const key = address.address.toLowerCase();
      const known = counted.get(key) ?? { address, count: 0 };
      counted.set(key, { ...known, count: known.count + 1 });
    }
  }
  const own = [caller.user.mail, caller.user.userPrincipalName].map((address) => address?.toLowerCase());
  return [...counted].filter(([key]) => !own.includes(key)).map(([, one]) => one);
}

/**
 * GET /me/people: whom the user works with, the most relevant first, by names that may be misspelt
 * (https://learn.microsoft.com/graph/people-example).
 */
export function listPeople(call: GraphCall): GraphResult {
  const { caller } = call;
  if (!caller.scopes.has("People.Read")) throw accessDenied();
  // As reported in microsoft-graph-docs #14794.
  if (!caller.user.hasMailbox) throw new GraphRefusal(404, "ResourceNotFound", "Resource could not be discovered.");
  const options = optionsOf(call, { defaultTop: 10, maxTop: 1_000 }, "search");
  const { search } = options;
  // Without a search it is empty, as reported of people who are no admins: microsoft-graph-docs #7326.
  const all = (search === null ? [] : correspondents(call))
    .filter(({ address }) => search === null || isLike(search, address))
    .toSorted((one, other) => other.count - one.count)
    .map(({ address, count }) => personJson(address, { call, score: count }));
  const { items, links } = pageOfList(call, options, all);
  const known = new Set(Object.keys(personJson({ name: "", address: "" }, { call, score: 0 })));
  const names = options.select === null ? [...known] : checkedSelect(options.select, known, "person");
  return answer(call, `users('${caller.user.id}')/people`, {
    ...links,
    value: items.map((person) => Object.fromEntries(names.map((name) => [name, person[name]]))),
  });
}

/** How Graph sorts people: https://learn.microsoft.com/graph/search-concept-person, person types. */
function personType(user: UserRecord | undefined): { class: string; subclass: string } {
  if (user === undefined) return { class: "Other", subclass: "ImplicitContact" };
  return { class: "Person", subclass: user.userType === "Guest" ? "OrganizationContact" : "OrganizationUser" };
}

/** A person as Graph writes one, with empty texts and ids in capitals, as in Microsoft's examples. */
function personJson(
  { name, address }: Address,
  { call, score }: { call: GraphCall; score: number },
): Record<string, unknown> {
  const user = call.world.directory.findUser(call.caller.tenant.id, address);
  const isMember = user?.userType === "Member";
  const phones = user?.businessPhone ? [{ type: "business", number: user.businessPhone }] : [];
  return {
    id: (user?.id ?? guidFrom(`person:${call.caller.user.id}:${address}`)).toUpperCase(),
    displayName: user?.displayName ?? name,
    givenName: user?.givenName ?? null,
    surname: user?.surname ?? null,
    birthday: "",
    personNotes: "",
    isFavorite: false,
    jobTitle: user?.jobTitle ?? null,
    companyName: null,
    yomiCompany: "",
    department: user?.department ?? null,
    officeLocation: user?.officeLocation ?? null,
    profession: "",
    userPrincipalName: isMember ? user.userPrincipalName : "",
    imAddress: isMember ? `sip:${user.userPrincipalName}` : null,
    scoredEmailAddresses: address === "" ? [] : [{ address, relevanceScore: score }],
    phones,
    postalAddresses: [],
    websites: [],
    personType: personType(user),
  };
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Whether a word begins with the other, but for one letter that is wrong, missing or too much in a long one. */
function begins(word: string, begin: string): boolean {
  if (word.startsWith(begin)) return true;
  if (begin.length < 4) return false;
  return [...begin].some((_letter, at) => {
    const [before, after] = [begin.slice(0, at), begin.slice(at + 1)];
    return [word.slice(at + 1), word.slice(at)].some((rest) => word.startsWith(before) && rest.startsWith(after));
  });
}

/** Whether each word of a search begins a word of the name or address, spelling mistakes allowed for. */
function isLike(search: string, { name, address }: Address): boolean {
  const words = wordsOf(`${name} ${address}`);
  return wordsOf(search).every((begin) => words.some((word) => begins(word, begin)));
}
