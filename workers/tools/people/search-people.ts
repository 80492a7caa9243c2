import { bestOf } from "#common/tools/define-tool.ts";
import { searchPeople } from "#common/tools/people.ts";
import { peoplePermissions } from "#common/tools/permissions.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { withoutHonorific } from "#workers/tools/person.ts";
import { hasCjk } from "#workers/tools/query/check-kql.ts";
import { foldText } from "#workers/tools/query/searchable-text.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { findPeople } from "./find-people.ts";
import { type FoundPerson, type PersonHit, personHit, userKeyOf } from "./person-hit.ts";
import { readRelations } from "./read-relations.ts";

/** Managers and direct reports are read of so many people: two requests each, all in one round trip. */
const maxRelated = 5;

const onlyBeginnings =
  "The directory finds people by the beginning of a name, address or job title, or by the whole name of a department.";

/** Finds people: whom the user works with, and the organisation's directory. */
export const searchPeopleHandler = defineHandler(searchPeople, {
  async run({ query, limit }, context) {
    const { reduced } = requirePermission(peoplePermissions, context.grantedScopes);
    const text = trimmed(query);
    const asked = text === undefined || text === "*" ? undefined : withoutHonorific(text);
    const answer = await findPeople({ query: asked, limit }, context);
    const people: PersonHit[] = answer.found.map((found) => personHit(found, context.userDomain));
    const lacking = await addRelations(people, answer, context);
    const missingScopes = bestOf(peoplePermissions).filter((scope) => !context.grantedScopes.has(scope));
    return withoutEmpty({
      people,
      moreResults: answer.hasMore || undefined,
      unclear: severalNamed(people, asked),
      incomplete: joinIncomplete([
        ...answer.gaps,
        people.length === 0 && onlyBeginnings,
        reduced === undefined ? undefined : { reason: `${reduced}.`, missingScopes },
        ...lacking,
      ]),
    });
  },
  toBlocks: ({ people, ...rest }) => [...people, rest],
});

/** Says that the query is the name, or a part of it, of several people. */
function severalNamed(people: readonly PersonHit[], query: string | undefined): string | undefined {
  const words = foldText(query ?? "").split(" ");
  if (query === undefined || query === "*" || query.includes("@")) return undefined;
  const named = people.filter(({ displayName }) => {
    const name = ` ${foldText(displayName ?? "")}`;
    return words.every((word) => name.includes(hasCjk(word) ? word : ` ${word}`));
  });
  if (named.length < 2) return undefined;
  return `${named.length} people have this name: ask which one is meant, by department or address.`;
}

/** Address of a person: these are our words, and people may choose their names. */
const shownAs = ({ email }: PersonHit): string => (email && isMailAddress(email) ? email : "one of them");

/** Adds managers and direct reports to the hits, and returns what is left out of them. */
async function addRelations(
  people: PersonHit[],
  { found }: { found: readonly FoundPerson[] },
  { graph, grantedScopes }: ToolContext,
): Promise<string[]> {
  if (!grantedScopes.has("User.Read.All")) return [];
  const members = found.flatMap((one, at) => {
    const [key, hit] = [userKeyOf(one), people[at]];
    return key === undefined || hit === undefined ? [] : [{ key, hit }];
  });
  const related = members.slice(0, maxRelated);
  const relations = await readRelations(
    related.map(({ key }) => key),
    graph,
  );
  const lacking = related.flatMap(({ hit }, at) => {
    const { lacks = [], ...shown } = relations[at] ?? {};
    Object.assign(hit, shown);
    return lacks.length === 0 ? [] : [`Of ${shownAs(hit)}, ${lacks.join(" and ")}.`];
  });
  if (members.length > maxRelated) {
    lacking.push(
      `Managers and direct reports are given for the first ${maxRelated} people only; search for one of the others.`,
    );
  }
  return lacking;
}
