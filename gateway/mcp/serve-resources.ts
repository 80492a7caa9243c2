import type { ReadResourceResult, Server, ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { readResource } from "#common/tools/read-resource.ts";
import type { AskGrantedScopes } from "#gateway/ask-granted-scopes.ts";
import { readingOf } from "#gateway/composites/continued-uri.ts";
import { bytesIn, maxReadBytes } from "#gateway/composites/read-output.ts";
import { hasPictures } from "#gateway/has-pictures.ts";
import { toResourceError } from "./error-result.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { offeredTemplates, resourceMediaType } from "./resource-templates.ts";
import type { ServeCall } from "./serve-call.ts";

const blocksSchema = z.array(
  z.looseObject({ type: z.string(), data: z.string().catch(""), mimeType: z.string().catch("") }),
);

/** The pictures among the content blocks of an answer, which are parsed only where there are any. */
function picturesIn(content: readonly Buffer[]): { data: string; mimeType: string }[] {
  if (!hasPictures({ content })) return [];
  return blocksSchema.parse(JSON.parse(Buffer.concat(content).toString())).filter(({ type }) => type === "image");
}

/** Pictures, or a text that is escaped once more than in the structured content. */
const maxContentBytes = 2 * maxReadBytes;

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
      const { content, structuredContent } = await serveCall(exchange, call, context);
      if (bytesIn(content) > maxContentBytes || bytesIn(structuredContent) > maxReadBytes) throw tooLarge();
      const text = Buffer.concat(structuredContent).toString();
      const pictures = picturesIn(content).map(({ data, mimeType }) => ({ uri, mimeType, blob: data }));
      return { contents: [{ uri, mimeType: resourceMediaType, text }, ...pictures] };
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
