import type { ProtocolEra } from "@modelcontextprotocol/server";
import type { Caller } from "#common/caller.ts";
import type { TracePoint } from "#common/tracing/traceparent.ts";
import type { AnswerRoom } from "#gateway/admission/answer-room.ts";
import type { HttpAnswer } from "./transport/http-answer.ts";

/** The HTTP request that an MCP server serves, as far as the server needs it. */
export interface HttpExchange {
  era: ProtocolEra;
  caller: Caller;
  accessToken: string;
  /** `Mcp-Session-Id` of a 2025-era client: distinguishes two processes of one person, and is never authentication. */
  sessionId: string | undefined;
  /** The tools that the person left enabled; undefined = all. */
  chosenTools: ReadonlySet<string> | undefined;
  /** Whether the address asks for MCP resources. */
  wantsResources: boolean;
  /** The trace that the client names in the header `traceparent`. */
  trace: TracePoint | undefined;
  answer: HttpAnswer;
  room: AnswerRoom;
  /** Set with a tool's result: the JSON of its content, which the transport puts into it. */
  content: readonly Buffer[] | undefined;
}
