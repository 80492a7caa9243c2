import type { IncomingHttpHeaders } from "node:http";
import type { LoggedRequest } from "#test/fake-tenant/world/request-log.ts";

export interface DoorRequest {
  method: string;
  /** The path as sent, still percent-encoded. */
  rawPath: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The address that the connection came from. */
  callerAddress: string;
  /** Filled in by the door before the handler runs. */
  log: LoggedRequest;
  /** The door broke the connection itself, so its end is not the client's doing. */
  brokenByDoor: boolean;
}

/** A request inside another, as in `$batch`. */
export interface RequestPart {
  method: string;
  /** Path and query, still percent-encoded. */
  target: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** Answers a part as if it had come alone: logged, admitted, and subject to scripted faults. */
export type ServePart = (part: RequestPart) => Promise<DoorAnswer>;

export interface DoorAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** One header's value, or undefined; the first when a client sends it twice. */
export function header(request: Pick<DoorRequest, "headers">, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A JSON answer with the headers given. */
export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): DoorAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

/** An HTML answer, as a browser would be shown. */
export function htmlAnswer(status: number, body: string): DoorAnswer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}
