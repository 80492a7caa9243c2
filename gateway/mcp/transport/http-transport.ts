import {
  type JSONRPCMessage,
  type JSONRPCResultResponse,
  PerRequestHTTPServerTransport,
  ProtocolErrorCode,
  type Server,
} from "@modelcontextprotocol/server";
import type { HttpAnswer } from "./http-answer.ts";
import type { InboundRequest } from "./inbound-message.ts";

/** A JSON-RPC message as its JSON text, in UTF-8. */
export const messageBytes = (message: JSONRPCMessage): Buffer[] => [Buffer.from(JSON.stringify(message))];

const end = Buffer.from("}}");

/** The same for the result of a tools/call, with the JSON that a worker wrote for `content`, which isn't copied. */
export function resultBytes({ id, result }: JSONRPCResultResponse, content: readonly Buffer[]): Buffer[] {
  const { content: _placeholder, ...others } = result;
  const members = JSON.stringify(others).slice(1, -1);
  const start = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{${members}${members && ","}"content":`;
  return [Buffer.from(start), ...content, end];
}

/** The statuses of errors by which a server refuses a request of MCP 2026-07-28 before it calls a handler. */
const refusalStatuses = new Map<number, number>([
  [ProtocolErrorCode.ParseError, 400],
  [ProtocolErrorCode.InvalidRequest, 400],
  [ProtocolErrorCode.MethodNotFound, 404],
  [ProtocolErrorCode.UnsupportedProtocolVersion, 400],
]);

/**
 * Writes what the server sends straight into the answer, without the web's `Request`, `Response` and streams. It is the
 * SDK's transport with two methods of our own: by its class, a server knows the era that it is to serve.
 * @param options.takeContent hands over the content that a worker has written, once the server has a result for it
 */
export function createHttpTransport(
  { message, classification }: InboundRequest,
  { answer, takeContent }: { answer: HttpAnswer; takeContent: () => readonly Buffer[] | undefined },
) {
  const transport = new PerRequestHTTPServerTransport({ classification });
  let isDispatching = false;
  let isClosed = false;

  function statusOf(code: number): number {
    if (classification.era === "legacy") return 200;
    // The only one that a handler can cause, too.
    if (code === ProtocolErrorCode.MissingRequiredClientCapability) return 400;
    return (isDispatching ? refusalStatuses.get(code) : undefined) ?? 200;
  }

  const send: typeof transport.send = async (sent, options) => {
    if ("method" in sent) {
      // A message that belongs to no request, or to another one, has no place in this answer.
      if (options?.relatedRequestId === message.id) answer.sendEvent(messageBytes(sent));
      return;
    }
    if ("error" in sent) return answer.end(messageBytes(sent), statusOf(sent.error.code));
    const written = takeContent();
    answer.end(written === undefined ? messageBytes(sent) : resultBytes(sent, written));
  };
  const close = () => {
    isClosed = true;
    transport.onclose?.();
  };
  const closeSoon = async () => close();
  // Assigned by name: a function that is written behind the `=` is an old object for V8 from the start, and keeps all
  // of the request until all memory is collected.
  transport.send = send;
  transport.close = closeSoon;

  return {
    /** Gives the request to a server of its own, as the SDK demands. Its answer may come later. */
    async serve(server: Server): Promise<void> {
      await server.connect(transport);
      if (isClosed) return;
      isDispatching = true;
      try {
        transport.onmessage?.(message, { classification });
      } finally {
        isDispatching = false;
      }
    },
    /** The client has gone: aborts what runs for it. */
    close,
  };
}
