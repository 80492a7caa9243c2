import type { McpClient } from "#test/support/mcp-clients.ts";

/** An MCP client that people use, connected as one person. */
export type RealClient = Pick<McpClient, "listTools" | "call" | "close">;

export type Connect = (url: string, token: string) => Promise<RealClient>;
