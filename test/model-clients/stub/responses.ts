import { z } from "zod";
import { type Call, idOf, lastWords, type Offered, type Protocol, resultsIn } from "./protocol.ts";

const toolSchema = z.looseObject({ type: z.string().optional(), name: z.string().optional() });
const toolsSchema = z.array(toolSchema.extend({ tools: z.array(toolSchema).optional() })).default([]);
const bodySchema = z.looseObject({
  tools: toolsSchema,
  // What was searched for is among the items.
  input: z.array(z.looseObject({ type: z.string().optional(), call_id: z.string().optional(), tools: toolsSchema })),
});
const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 10,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 110,
};

function offeredBy(tools: z.output<typeof toolsSchema>): Offered[] {
  return tools.flatMap(({ type, name, tools: inside }): Offered[] => {
    if (type === "namespace")
      return (inside ?? []).map((tool) => ({ name: tool.name ?? "", type: tool.type, namespace: name }));
    return [{ name: name ?? type ?? "", type }];
  });
}

/** The item by which a model makes a call. */
function itemOf(call: Call) {
  const { name, namespace, type } = call.tool;
  const place = namespace === undefined || namespace === "functions" ? {} : { namespace };
  const shared = { id: `item_${call.number}`, call_id: idOf(call), status: "completed" };
  if (name === "tool_search") return { type: "tool_search_call", ...shared, execution: "client", arguments: call.args };
  if (type === "custom" && "input" in call.args)
    return { type: "custom_tool_call", ...shared, name, ...place, input: call.args.input };
  return {
    type: "function_call",
    ...shared,
    name,
    ...(namespace && { namespace }),
    arguments: JSON.stringify(call.args),
  };
}

/** https://platform.openai.com/docs/api-reference/responses, with the items of Codex. */
export const responses: Protocol = {
  path: /\/responses$/,
  read(body) {
    const { tools, input } = bodySchema.parse(body);
    return {
      tools: offeredBy([...tools, ...input.flatMap((item) => item.tools)]),
      items: input,
      done: resultsIn(input.filter(({ type }) => type?.endsWith("_output")).map(({ call_id }) => call_id)),
    };
  },
  write(call) {
    const said = { type: "output_text", text: lastWords, annotations: [] };
    const item = call
      ? itemOf(call)
      : { type: "message", id: "item_end", role: "assistant", status: "completed", content: [said] };
    const id = `resp_${call?.number ?? "end"}`;
    const response = { id, object: "response", created_at: 1, model: "stub", error: null, incomplete_details: null };
    const begun = { ...response, status: "in_progress", output: [] };
    const whole = { ...response, status: "completed", output: [item], usage };
    return {
      whole,
      events: [
        { type: "response.created", response: begun },
        { type: "response.output_item.added", output_index: 0, item },
        { type: "response.output_item.done", output_index: 0, item },
        { type: "response.completed", response: whole },
      ].map((event, sequence_number) => ({ ...event, sequence_number })),
    };
  },
};
