import type { AuthInfo } from "@modelcontextprotocol/server";
import type { Caller } from "#common/caller.ts";
import type { TracePoint } from "#common/tracing/traceparent.ts";
import type { AnswerRoom } from "#gateway/admission/answer-room.ts";
import type { OutputSplice } from "./output-splice.ts";
import type { ResponseHold } from "./response-hold.ts";

/** The HTTP request that the MCP server serves, as far as the server needs it. */
export interface HttpExchange {
  caller: Caller;
  accessToken: string;
  /** `Mcp-Session-Id` of a 2025-era client: distinguishes two processes of one person, and is never authentication. */
  sessionId: string | undefined;
  /** The tools that the person left enabled; undefined = all. */
  chosenTools: ReadonlySet<string> | undefined;
  /** The trace that the client names in the header `traceparent`. */
  trace: TracePoint | undefined;
  hold: ResponseHold;
  room: AnswerRoom;
  splice: OutputSplice;
}

const exchanges = new WeakMap<AuthInfo, HttpExchange>();

/**
 * Wraps an exchange for the MCP SDK, which passes it through untouched. The token stays out of it: the SDK has no
 * use for one.
 */
export function toAuthInfo(exchange: HttpExchange): AuthInfo {
  const { clientId, scopes, expiresAtSeconds } = exchange.caller;
  const authInfo = { token: "", clientId, scopes, expiresAt: expiresAtSeconds };
  exchanges.set(authInfo, exchange);
  return authInfo;
}

export function fromAuthInfo(authInfo: AuthInfo | undefined): HttpExchange {
  const exchange = authInfo === undefined ? undefined : exchanges.get(authInfo);
  if (exchange === undefined) throw new Error("an MCP request reached the server without authentication");
  return exchange;
}
