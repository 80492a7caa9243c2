import { z } from "zod";
import { defineTool } from "#common/tools/define-tool.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { openCatalog, openHandlers } from "./open-catalog.ts";

/**
 * Preloaded into gateway and worker: one more tool, whose answer is BENCH_RESULT_BYTES of text. Our own tools answer in
 * parts long before that.
 */
const line = "2026-11-25 Aozora Trading: 1,234.50 EUR; ";
const text = line.repeat(Math.ceil(Number(process.env.BENCH_RESULT_BYTES) / line.length));

const largeResult = defineTool({
  name: "bench_large_result",
  title: "A large result",
  description: "For the benchmark only.",
  workload: "outlook",
  permissions: [{ scopes: ["Mail.Read"] }],
  inputSchema: z.strictObject({}),
});
const largeResultHandler = defineHandler(largeResult, {
  run: async () => ({ text }),
  toBlocks: ({ text: whole }) => [whole],
});
openCatalog.push(largeResult);
openHandlers[largeResult.name] = largeResultHandler;
