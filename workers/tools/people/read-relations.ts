import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { endsCall } from "#workers/tools/optional-request.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphDoor, ToolContext } from "#workers/tools/tool-context.ts";
import { colleague, type PeopleAround, type ShownColleague, shownColleague } from "./person-hit.ts";

/** Who is around somebody in the organisation. */
export interface Relations extends PeopleAround {
  /** What is left out, as a clause: `the manager could not be read`. */
  lacks: string[];
}

const maxReports = 25;

/** A manager, or a list of direct reports: in one schema, since both are read in one round trip. */
const relation = z.object({
  ...colleague.shape,
  value: z.array(colleague.nullish()).nullish(),
  "@odata.nextLink": z.string().nullish(),
});
type Relation = z.infer<typeof relation>;

const $select = Object.keys(colleague.shape).join(",");

const readOf = (user: string, name: "manager" | "directReports") => ({
  request: { path: ["users", user, name], query: { $select }, fromCaller: "id" as const },
  schema: relation,
});

/**
 * The managers and direct reports of members of the organisation, in their order. Rejects only with errors that concern
 * the whole call. https://learn.microsoft.com/graph/api/user-list-manager
 */
export async function readRelations(users: readonly string[], graph: GraphDoor): Promise<Relations[]> {
  if (users.length === 0) return [];
  const reads = users.flatMap((user) => [readOf(user, "manager"), readOf(user, "directReports")]);
  const answers = (await graph.getTogether(reads)).map(answerOf);
  return users.map((_user, at) => relationsOf(answers[2 * at], answers[2 * at + 1]));
}

/**
 * The manager of a member of the organisation, where `User.Read.All` is granted. Rejects only with errors that concern
 * the whole call.
 */
export async function readManager(
  user: string,
  { graph, grantedScopes }: Pick<ToolContext, "graph" | "grantedScopes">,
): Promise<{ manager?: ShownColleague; incomplete: Gap }> {
  if (!grantedScopes.has("User.Read.All")) {
    return { incomplete: { reason: "The manager is left out.", missingScopes: ["User.Read.All"] } };
  }
  const [answer] = await Promise.allSettled([graph.get(readOf(user, "manager").request, relation)]);
  const { manager, lacks } = relationsOf(answerOf(answer), null);
  const [lack] = lacks;
  return { ...(manager && { manager }), incomplete: lack && `Of the user, ${lack}.` };
}

/** Null where nobody is entered, to which Graph answers 404; undefined where that can't be read. */
function answerOf(result: PromiseSettledResult<Relation>): Relation | null | undefined {
  if (result.status === "fulfilled") return result.value;
  const { reason } = result;
  if (endsCall(reason) || !(reason instanceof ToolError)) throw reason;
  return reason.code === "not_found" ? null : undefined;
}

const notVisible = (count: number): string =>
  count === 1 ? "1 direct report is not visible" : `${count} direct reports are not visible`;

function relationsOf(above: Relation | null | undefined, below: Relation | null | undefined): Relations {
  const manager = above ? shownColleague(above) : undefined;
  const listed = (below?.value ?? []).filter((one) => one != null);
  const seen = listed.map(shownColleague).filter((one) => one !== undefined);
  const lacks = [
    ...(above === undefined ? ["the manager could not be read"] : []),
    ...(above && manager === undefined ? ["the manager is not visible"] : []),
    ...(below === undefined ? ["the direct reports could not be read"] : []),
    ...(seen.length < listed.length ? [notVisible(listed.length - seen.length)] : []),
    ...(seen.length > maxReports || below?.["@odata.nextLink"]
      ? [`there are more than ${Math.min(seen.length, maxReports)} direct reports`]
      : []),
  ];
  return { ...withoutEmpty({ manager, directReports: nonEmptyList(seen.slice(0, maxReports)) }), lacks };
}
