import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { graphName } from "#workers/tools/graph-values.ts";
import { failuresOf, fulfilledValue, hasCode, undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { personMeant } from "#workers/tools/person.ts";
import { hasCjk } from "#workers/tools/query/check-kql.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { allOf, anyOf, equals, startsWith } from "#workers/tools/query/odata.ts";
import { foldText } from "#workers/tools/query/searchable-text.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import {
  addressesOf,
  type DirectoryUser,
  directoryUser,
  type FoundPerson,
  type GraphPerson,
  graphPerson,
  listOf,
} from "./person-hit.ts";

/** The text for `$search` of people, in its quotes. It can't end them, and names no property. */
function peopleSearch(query: string): string {
  return `"${query
    .replace(/["\\:]/g, " ")
    .replace(/\s+/g, " ")
    .trim()}"`;
}

/**
 * The filter for users of whom a name, an address or the job begins with the query, and for those of a department.
 * Names in either order. Graph compares departments as a whole (https://learn.microsoft.com/graph/api/resources/user).
 * `isBasic`: neither jobs nor departments, which User.ReadBasic.All does not cover.
 */
function directoryFilter(query: string, isBasic: boolean): string {
  const addresses = [startsWith("mail", query), startsWith("userPrincipalName", query)];
  if (query.includes("@")) return anyOf(addresses);
  const [first = "", ...rest] = query.split(/\s+/);
  const second = rest.join(" ");
  const names =
    second === ""
      ? [startsWith("givenName", first), startsWith("surname", first), ...addresses]
      : [
          allOf([startsWith("givenName", first), startsWith("surname", second)]),
          allOf([startsWith("surname", first), startsWith("givenName", second)]),
        ];
  const job = isBasic ? [] : [startsWith("jobTitle", query), equals("department", query)];
  return anyOf([startsWith("displayName", query), ...names, ...job]);
}

/** What tells that two found people are one: the id of the account, and every address. */
function keysOf(found: FoundPerson): string[] {
  const keys = [found.user?.id, found.person?.id, ...addressesOf(found)];
  return keys.flatMap((key) => (key ? [key.toLowerCase()] : []));
}

/** People whom the user works with, in their order, each with what the directory knows; then the others of it. */
function joinPeople(people: readonly GraphPerson[], users: readonly DirectoryUser[]): FoundPerson[] {
  const found: FoundPerson[] = people.map((person) => ({ person }));
  const byKey = new Map(found.flatMap((one) => keysOf(one).map((key) => [key, one] as const)));
  for (const user of users) {
    const same = keysOf({ user })
      .map((key) => byKey.get(key))
      .find((one) => one !== undefined);
    if (same === undefined) found.push({ user });
    else same.user ??= user;
  }
  return found;
}

const people = listOf(graphPerson);
const users = listOf(directoryUser);

/** Whether people of the organisation can be looked up in the directory. */
export const hasDirectory = ({ grantedScopes }: Pick<ToolContext, "grantedScopes">): boolean =>
  grantedScopes.has("User.Read.All") || grantedScopes.has("User.ReadBasic.All");

/**
 * People whom the user works with, in the order of Graph, then others in the directory, as far as each is granted; the
 * directory only for a query. One of the two may fail. Rejects with a `ToolError`.
 * @param asked.query undefined: whom the user works with most
 */
export async function findPeople({ query, limit }: { query: string | undefined; limit: number }, context: ToolContext) {
  const { graph, grantedScopes } = context;
  const asksPeople = grantedScopes.has("People.Read");
  const asksDirectory = query !== undefined && hasDirectory(context);
  if (!asksPeople && !asksDirectory) {
    throw permissionMissing(["People.Read"], "Whom the user works with is not known, so give a name or an address.");
  }
  const isBasic = !grantedScopes.has("User.Read.All");
  const [near, directory] = await Promise.allSettled([
    asksPeople ? graph.get(peopleRequest(query, limit), people) : undefined,
    asksDirectory ? graph.get(directoryRequest(query, limit, isBasic), users) : undefined,
  ]);
  const failures = failuresOf([near, directory]);
  if (failures.length === Number(asksPeople) + Number(asksDirectory)) throw explained(failures[0]);
  const [ofUser, ofDirectory] = [fulfilledValue(near) ?? {}, fulfilledValue(directory) ?? {}];
  const found = joinPeople(ofUser.value ?? [], ofDirectory.value ?? []);
  return {
    found: found.slice(0, limit),
    hasMore: found.length > limit || Boolean(ofUser["@odata.nextLink"] ?? ofDirectory["@odata.nextLink"]),
    gaps: [
      near.status === "rejected" &&
        "The people whom the user works with could not be read; these are from the directory, in no particular order.",
      directory.status === "rejected" &&
        "The directory could not be read; people whom the user does not work with are left out.",
    ],
  };
}

/** https://learn.microsoft.com/graph/api/user-list-people */
function peopleRequest(query: string | undefined, limit: number): GraphRequest {
  const $select = Object.keys(graphPerson.shape).join(",");
  const search = query === undefined ? {} : { $search: peopleSearch(query) };
  return { path: ["me", "people"], query: { ...search, $select, $top: limit }, fromCaller: "query" };
}

/** What User.ReadBasic.All covers of what is shown (https://learn.microsoft.com/graph/permissions-reference). */
const basicProperties = "id,displayName,userPrincipalName,mail";

/** https://learn.microsoft.com/graph/api/user-list */
export function directoryRequest(query: string, limit: number, isBasic = false): GraphRequest {
  const $select = isBasic ? basicProperties : Object.keys(directoryUser.shape).join(",");
  const $filter = directoryFilter(query, isBasic);
  return { path: ["users"], query: { $filter, $select, $top: limit }, fromCaller: "query" };
}

/** Graph says of a user without a mailbox that the resource could not be discovered. */
function explained(error: unknown): unknown {
  if (!hasCode(error, "not_found")) return error;
  return new ToolError(
    "not_found",
    "Microsoft 365 lists no people for this account, which has no mailbox in Exchange Online.",
  );
}

/** Graph refuses a filter with more (https://developer.microsoft.com/graph/known-issues/?search=13635). */
const maxConditions = 15;
const maxNamed = 3 * maxConditions;

const userId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const named = z.object({ value: z.array(z.object({ id: z.string(), displayName: graphName.nullish() })) });

/**
 * The names of users of the organisation by their ids, of the first 45, in one round trip. Whoever is gone, or can't
 * be looked up, is not among them. Rejects only with errors that concern the whole call.
 */
export async function userNames(
  ids: Iterable<string>,
  context: Pick<ToolContext, "graph" | "grantedScopes">,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)].filter((id) => userId.test(id)).slice(0, maxNamed);
  if (asked.length === 0 || !hasDirectory(context)) return new Map();
  const parts = Map.groupBy(asked, (_, at) => Math.floor(at / maxConditions));
  const answers = await Promise.all(
    Array.from(parts.values(), (part) => undefinedIfFailed(() => context.graph.get(namesRequest(part), named))),
  );
  const found = answers.flatMap((answer) => answer?.value ?? []);
  return new Map(found.map(({ id, displayName }) => [id, cleanLine(displayName ?? "")] as const).filter(hasName));
}

const hasName = ([, name]: readonly [string, string]) => name !== "";

/** The request for the names of so many users. https://learn.microsoft.com/graph/api/user-list */
function namesRequest(ids: readonly string[]) {
  const $filter = anyOf(ids.map((id) => equals("id", id)));
  return { path: ["users"], query: { $filter, $select: "id,displayName", $top: maxConditions } };
}

const maxAsked = 25;
const maxCandidates = 5;

/**
 * The address of who is meant where an address is asked for: an address as it is, the user's own for "me", and for a
 * name that of the one person or room that has it. A name costs a look into the directory.
 * @throws `invalid_input` for a name that fits several or nobody, with who comes near; `permission_missing` for a name
 * where people can't be looked up
 */
export async function addressMeant(text: string, parameter: string, context: ToolContext): Promise<string> {
  const meant = (await personMeant(text, context)) ?? "";
  if (isMailAddress(meant)) return meant;
  if (!context.grantedScopes.has("People.Read") && !hasDirectory(context)) {
    throw permissionMissing(["People.Read"], `${parameter}: "${text}" is no mail address, and can't be looked up.`);
  }
  const { found } = await findPeople({ query: meant, limit: maxAsked }, context);
  const reachable = found.flatMap((one) => {
    const [address] = addressesOf(one).filter(isMailAddress);
    return address === undefined ? [] : [{ address, found: one }];
  });
  const named = reachable.filter(({ found: one, address }) => isNamed(one, address, meant));
  const [match, ...others] = named;
  if (match !== undefined && others.length === 0) return match.address;
  // By addresses, since whoever sends mail chooses the name beside theirs.
  const candidates = (match === undefined ? reachable : named).map(({ address }) => address);
  const rest = candidates.length > maxCandidates ? ` and ${candidates.length - maxCandidates} more` : "";
  const shown = `${candidates.slice(0, maxCandidates).join(", ")}${rest}`;
  if (match !== undefined) {
    const several = `"${text}" fits ${candidates.length} people: ${shown}`;
    throw new ToolError("invalid_input", `${parameter}: ${several}. Ask which one is meant, and give the address.`);
  }
  const near = candidates.length > 0 ? ` Near it are: ${shown}.` : "";
  const where = hasDirectory(context)
    ? ""
    : " among those whom the user works with (the whole directory needs User.ReadBasic.All)";
  throw new ToolError(
    "invalid_input",
    `${parameter}: nobody was found for "${text}"${where}.${near} Ask for the mail address.`,
  );
}

/** Whether every word begins a word of the name, or the text is what stands before the @. */
function isNamed({ person, user }: FoundPerson, address: string, text: string): boolean {
  const [asked, name] = [foldText(text), ` ${foldText(user?.displayName ?? person?.displayName ?? "")}`];
  if (foldText(address.slice(0, address.lastIndexOf("@"))) === asked) return true;
  const words = wordsOf(asked);
  return words.length > 0 && words.every((word) => name.includes(hasCjk(word) ? word : ` ${word}`));
}
