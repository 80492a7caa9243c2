import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { defineTool, type ToolContract } from "#common/tools/define-tool.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

type Handler = (context: ToolContext) => Promise<{ text: string }>;

/** A tool that the official suite calls by its name, and what of the suite can be passed only with it. */
export interface FixtureTool {
  tool: ToolContract;
  run: Handler;
  /** Scenarios, or `scenario:check`, by line of the suite. */
  serves: { "0.1": readonly string[]; "2026-07-28": readonly string[] };
}

const textTool = (name: string, inputSchema: z.ZodObject, run: Handler): Pick<FixtureTool, "tool" | "run"> => ({
  run,
  tool: defineTool({
    name,
    title: name,
    description: "A fixture of the conformance suite.",
    firstSentenceJa: "",
    workload: "search",
    permissions: [{ scopes: ["User.Read"] }],
    inputSchema,
  }),
});

async function showProgress({ reportProgress }: ToolContext): Promise<{ text: string }> {
  for (const progress of [0, 50, 100]) reportProgress({ progress, total: 100 });
  return { text: "Progress was reported." };
}

/** Every keyword of JSON Schema 2020-12 that the suite looks for in tools/list. */
const schemaWithKeywords = z
  .object({
    name: z.string(),
    address: z.looseObject({}).meta({ $ref: "#/$defs/address" }),
    contactMethod: z.enum(["phone", "email"]),
    phone: z.string(),
    email: z.string(),
  })
  .partial()
  .meta({
    $defs: {
      address: {
        $anchor: "addressDef",
        type: "object",
        properties: { street: { type: "string" }, city: { type: "string" } },
      },
    },
    allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
    if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ["phone"] },
    else: { required: ["email"] },
    additionalProperties: false,
  });

const noInput = z.strictObject({});
const plainText: Handler = async () => ({ text: "This is a simple text response for testing." });

/** What this server's tools can do, for the scenarios that ask for it: text, errors, progress, any input schema. */
export const fixtureTools: readonly FixtureTool[] = [
  {
    ...textTool("test_simple_text", noInput, plainText),
    serves: { "0.1": ["tools-call-simple-text"], "2026-07-28": ["tools-call-simple-text"] },
  },
  {
    ...textTool("test_error_handling", noInput, async () => {
      throw new ToolError("not_found", "This tool intentionally returns an error for testing");
    }),
    serves: { "0.1": ["tools-call-error"], "2026-07-28": ["tools-call-error"] },
  },
  {
    ...textTool("test_tool_with_progress", noInput, showProgress),
    serves: { "0.1": ["tools-call-with-progress"], "2026-07-28": ["tools-call-with-progress"] },
  },
  {
    // The suite looks whether a log message comes unasked. Ours never log to the client.
    ...textTool("test_logging_tool", noInput, plainText),
    serves: { "0.1": [], "2026-07-28": ["server-stateless:sep-2575-server-no-log-without-loglevel"] },
  },
  {
    // The suite looks whether the stream of an answer holds a request to the client. Ours holds progress and the
    // result.
    ...textTool("test_streaming_elicitation", noInput, showProgress),
    serves: {
      "0.1": [],
      "2026-07-28": ["server-stateless:sep-2575-http-server-no-independent-requests-on-stream"],
    },
  },
  {
    ...textTool("json_schema_2020_12_tool", schemaWithKeywords, plainText),
    serves: { "0.1": [], "2026-07-28": [] },
  },
];
