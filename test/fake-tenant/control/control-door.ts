import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "#test/fake-tenant/listen.ts";
import type { FakeControl } from "./fake-control.ts";

interface ControlDoor {
  url: string;
  close(): Promise<void>;
}

/** Offers the control as `POST /{method}` with a JSON array of arguments, on loopback only. */
export async function startControlDoor(control: FakeControl): Promise<ControlDoor> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    call(control, request).then(
      (result) => answer(200, { result: result ?? null }),
      (error: unknown) => answer(400, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  const { port, close } = await listen(server);
  return { url: `http://127.0.0.1:${port}`, close };
}

async function call(control: FakeControl, request: IncomingMessage): Promise<unknown> {
  const methods = new Map<string, (...values: never[]) => Promise<unknown>>(Object.entries(control));
  const method = methods.get(request.url?.slice(1) ?? "");
  if (request.method !== "POST" || method === undefined)
    throw new Error(`There is no control method ${request.method} ${request.url}.`);
  const body = await text(request);
  const args: unknown = body === "" ? [] : JSON.parse(body);
  if (!Array.isArray(args)) throw new Error("The arguments must be a JSON array.");
  return method(...(args as never[]));
}

/** The control of a fake tenant in another process. Rejects with the fake's own message. */
export function createControlClient(controlUrl: string): FakeControl {
  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(`${controlUrl}/${method}`, { method: "POST", body: JSON.stringify(args) });
    const { result, error } = (await response.json()) as { result?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return result ?? undefined;
  };
  // Every name is a method of the other process, but for the one by which a promise is known.
  const get = (_target: object, name: string) =>
    name === "then" ? undefined : (...args: unknown[]) => call(name, args);
  return new Proxy({}, { get }) as FakeControl;
}
