import { z } from "zod";
import { idOf, lastWords, type Protocol, resultsIn } from "./protocol.ts";

const bodySchema = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string().optional() })).default([]),
  messages: z.array(z.looseObject({ content: z.unknown() })),
});
const resultsSchema = z.array(z.looseObject({ tool_use_id: z.string().optional() })).catch([]);
const usage = { input_tokens: 100, output_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

/** https://platform.claude.com/docs/en/api/messages */
export const anthropicMessages: Protocol = {
  path: /\/messages$/,
  read(body) {
    const { tools, messages } = bodySchema.parse(body);
    const results = messages.flatMap(({ content }) => resultsSchema.parse(content));
    return {
      tools: tools.flatMap(({ name }) => (name === undefined ? [] : [{ name }])),
      items: messages,
      done: resultsIn(results.map(({ tool_use_id }) => tool_use_id)),
    };
  },
  write(call) {
    const block = call
      ? { type: "tool_use", id: idOf(call), name: call.tool.name, input: call.args }
      : { type: "text", text: lastWords };
    const delta = call
      ? { type: "input_json_delta", partial_json: JSON.stringify(call.args) }
      : { type: "text_delta", text: lastWords };
    const end = { stop_reason: call ? "tool_use" : "end_turn", stop_sequence: null };
    // Claude Code takes messages of one id for one.
    const message = { id: `msg_${call?.number ?? "end"}`, type: "message", role: "assistant", model: "stub", usage };
    return {
      whole: { ...message, ...end, content: [block] },
      events: [
        { type: "message_start", message: { ...message, content: [], stop_reason: null } },
        {
          type: "content_block_start",
          index: 0,
          content_block: { ...block, ...(call ? { input: {} } : { text: "" }) },
        },
        { type: "content_block_delta", index: 0, delta },
        { type: "content_block_stop", index: 0 },
        { type: "message_delta", delta: end, usage: { output_tokens: 10 } },
        { type: "message_stop" },
      ],
    };
  },
};
