import type { ReadResourceResult, Server, ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { readResource } from "#common/tools/read-resource.ts";
import type { AskGrantedScopes } from "#gateway/ask-granted-scopes.ts";
import { readingOf } from "#gateway/composites/continued-uri.ts";
import { bytesIn } from "#gateway/tool-result.ts";
import { toResourceError } from "./error-result.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { offeredTemplates, resourceMediaType } from "./resource-templates.ts";
import type { ServeCall } from "./serve-call.ts";

const blocksSchema = z.array(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text: z.string() }),
    z.object({ type: z.literal("image"), data: z.string(), mimeType: z.string() }),
  ]),
);

/** What workers send of a text with its pictures is less. */
const maxContentBytes = 2 * 1024 * 1024;

const tooLarge = () =>
  new ToolError(
    "too_large",
    `The resource is too large to be read as one. Read it with the tool ${readResource.name}.`,
  );

/**
 * MCP resources over the readers of `read_resource`: a read is a call of that tool, in every respect but the form of
 * its answer. Nothing is listed, since what a person may read is found by searching.
 */
export function createServeResources(dependencies: {
  serveCall: ServeCall;
  askGrantedScopes: AskGrantedScopes;
}): (server: Server, exchange: HttpExchange) => void {
  const { serveCall, askGrantedScopes } = dependencies;

  async function read(exchange: HttpExchange, uri: string, context: ServerContext): Promise<ReadResourceResult> {
    try {
      const call = { tool: readResource.name, input: readingOf(uri) };
      const { content } = await serveCall(exchange, call, context);
      if (bytesIn(content) > maxContentBytes) throw tooLarge();
      const blocks = blocksSchema.parse(JSON.parse(Buffer.concat(content).toString()));
      const contents = blocks.map((block) =>
        block.type === "text"
          ? { uri, mimeType: resourceMediaType, text: block.text }
          : { uri, mimeType: block.mimeType, blob: block.data },
      );
      return { contents };
    } catch (error) {
      throw error instanceof ToolError ? toResourceError(error, uri) : error;
    }
  }

  return function serveResources(server, exchange) {
    const { caller, accessToken } = exchange;
    server.setRequestHandler("resources/list", () => ({ resources: [] }));
    server.setRequestHandler("resources/templates/list", async () => {
      const granted = await askGrantedScopes(caller, accessToken);
      return { resourceTemplates: offeredTemplates(granted?.scopes) };
    });
    server.setRequestHandler("resources/read", ({ params }, context) => read(exchange, params.uri, context));
  };
}
