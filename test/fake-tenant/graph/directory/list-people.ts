import type { Address } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, pageOfList, refuseOptions } from "#test/fake-tenant/graph/list-page.ts";
import { checkedSelect, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { isLike } from "./is-like.ts";
import { personJson } from "./person-json.ts";

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
  const { caller, request } = call;
  if (!caller.scopes.has("People.Read")) throw accessDenied();
  // As reported in microsoft-graph-docs #14794.
  if (!caller.user.hasMailbox) throw new GraphRefusal(404, "ResourceNotFound", "Resource could not be discovered.");
  const options = readQueryOptions(request.query, { defaultTop: 10, maxTop: 1_000 });
  refuseOptions(options, ["expand", "filter", "orderBy", "count"]);
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
