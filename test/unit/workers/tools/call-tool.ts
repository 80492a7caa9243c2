import { catalog, findTool, type ToolName } from "#common/tools/catalog.ts";
import { type AnswerOf, findHandler } from "#workers/tools/handlers.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** What a tool answers to an input, which is checked as a caller's. */
export async function callTool<Name extends ToolName>(
  name: Name,
  input: object,
  context: ToolContext,
): Promise<AnswerOf<Name>> {
  const parsed = findTool(name)?.inputSchema.parse(input) ?? {};
  // The handler of a name gives the answer of that name.
  return (await findHandler(name)?.run(parsed, context)) as AnswerOf<Name>;
}

/** Calls of one tool, whose inputs have these fields where they don't say otherwise. */
export const callsOf =
  <Name extends ToolName>(name: Name, usual: object = {}) =>
  (input: object, context: ToolContext) =>
    callTool(name, { ...usual, ...input }, context);

/** All tools with a cursor but `read_resource`, whose cursor goes on in a text. */
export const toolsWithCursor = catalog.flatMap(({ name, inputSchema }) =>
  "cursor" in inputSchema.shape && name !== "read_resource" ? [name] : [],
);

/** What a tool answers with all fields, where it takes `detail`. */
export const callInFull = <Name extends ToolName>(name: Name, input: object, context: ToolContext) =>
  callTool(
    name,
    { ...("detail" in (findTool(name)?.inputSchema.shape ?? {}) && { detail: "full" }), ...input },
    context,
  );

/** All answers of a search, each by the cursor of the one before. A search that does not end gives `most`. */
export async function allAnswers<Answer extends { nextCursor?: string | undefined }>(
  ask: (paging: { cursor?: string }) => Promise<Answer>,
  most = 200,
): Promise<Answer[]> {
  const answers = [await ask({})];
  for (let cursor = answers[0]?.nextCursor; cursor !== undefined; cursor = answers.at(-1)?.nextCursor) {
    if (answers.length === most) break;
    answers.push(await ask({ cursor }));
  }
  return answers;
}
