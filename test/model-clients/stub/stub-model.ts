import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import { listen } from "#test/fake-tenant/listen.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import { type Arrived, arrivedIn } from "./arrived.ts";
import { chatCompletions } from "./chat-completions.ts";
import { geminiContents } from "./gemini-contents.ts";
import { idOf, type Offered, type Protocol, type Step, toolNamed } from "./protocol.ts";
import { responses } from "./responses.ts";

const protocols: readonly Protocol[] = [anthropicMessages, chatCompletions, responses, geminiContents];
const requestSchema = z.looseObject({ stream: z.boolean().optional() });
const decoders = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync } as const;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const bytes = await buffer(request);
  const decode = Object.entries(decoders).find(([name]) => name === request.headers["content-encoding"])?.[1];
  const text = (decode?.(bytes) ?? bytes).toString();
  return text === "" ? {} : JSON.parse(text);
}

/** A stub in place of a client's model: it makes the calls of a script, one after the other. */
export async function startStubModel(script: readonly Step[]) {
  /** What went wrong, such as a tool that no client offers. */
  const complaints: string[] = [];
  const arrived = new Map<string, Arrived>();
  /** How many items a request had when it was answered by the call of that number. */
  const asked: number[] = [];

  /** The item after the call of that number, which has its id, or else is the first that was not there before. */
  function firstItemAfter(items: readonly unknown[], number: number): number {
    const found = items.findIndex((item) => JSON.stringify(item).includes(`"${idOf({ number })}"`));
    return 1 + (found === -1 ? (asked[number] ?? 0) : found);
  }

  /** The next call; undefined when all were made. A request that is sent again gets the same one. */
  function nextStep({ items, done }: { items: readonly unknown[]; done: number }, tools: readonly Offered[]) {
    const before = script[done - 1];
    if (before !== undefined) arrived.set(before.label, arrivedIn(items.slice(firstItemAfter(items, done - 1))));
    const step = script[done];
    if (step === undefined) return undefined;
    asked[done] = items.length;
    const tool = toolNamed(step.tool, tools);
    if (tool === undefined) complaints.push(`no tool ${step.tool} among ${tools.map(({ name }) => name).join(", ")}`);
    return tool && { number: done, tool, args: step.args };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://stub");
    const body = requestSchema.parse(await bodyOf(request));
    const protocol = request.method === "POST" ? protocols.find(({ path }) => path.test(pathname)) : undefined;
    if (protocol === undefined) return send(response, { object: "list", data: [], models: [], totalTokens: 9 });
    const read = protocol.read(body);
    // A request without tools asks for a title and the like.
    const call = read.tools.length === 0 ? undefined : nextStep(read, read.tools);
    const isStream = body.stream === true || /:stream/i.test(pathname);
    const { whole, events } = protocol.write(call);
    if (isStream) sendEvents(response, events);
    else send(response, whole);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      complaints.push(String(error));
      response.writeHead(500).end();
    });
  });
  const { port, close } = await listen(server);
  return {
    /** Without `/v1`. */
    url: `http://127.0.0.1:${port}`,
    /** What came to the model after the call of this label. */
    arrivedAfter: (label: string) => arrived.get(label),
    complaints,
    [Symbol.asyncDispose]: close,
  };
}

function send(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function sendEvents(response: ServerResponse, events: readonly (object | string)[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) {
    const type = typeof event === "object" && "type" in event ? `event: ${String(event.type)}\n` : "";
    response.write(`${type}data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`);
  }
  response.end();
}
