// Clients that people use, each in a HOME of its own, from nothing but the address to a tool call: they find the
// sign-in, register, open a browser, in which a person presses the page's button, and call.

import { describe, expect } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import {
  type CallFromAddress,
  callWithGemini,
  callWithInspector,
  callWithMcporter,
  callWithMcpRemote,
  sdks,
} from "./clients/call-from-address.ts";
import { callWithCodex } from "./clients/codex.ts";
import { createDesktop } from "./desktop.ts";
import { browserProblem, programs } from "./programs.ts";
import { test } from "./real-site.ts";

const clients: readonly { name: string; callFromAddress: CallFromAddress; missing: string | undefined }[] = [
  ...sdks.map(([name, callFromAddress]) => ({ name, callFromAddress, missing: undefined })),
  { name: "mcp-remote", callFromAddress: callWithMcpRemote, missing: undefined },
  { name: "the MCP Inspector's command line", callFromAddress: callWithInspector, missing: undefined },
  { name: "mcporter", callFromAddress: callWithMcporter, missing: programs.mcporter.missing },
  {
    name: "the server of Codex's editor extensions",
    callFromAddress: callWithCodex,
    missing: programs.codex.missing,
  },
  { name: "the core of Gemini CLI", callFromAddress: callWithGemini, missing: programs.geminiCore.missing },
];

describe.each(clients)("$name", ({ callFromAddress, missing }) => {
  test.for([
    { where: "the address for all organisations", isTenants: false },
    { where: "the organisation's own address", isTenants: true },
  ])(
    "knows nothing but $where, signs in and calls a tool",
    skipWhen(browserProblem ?? missing),
    async ({ isTenants }, { site, person }) => {
      await using desktop = await createDesktop();
      const mcpUrl = isTenants ? `${site.mcpUrl}/${site.tenantId}` : site.mcpUrl;
      expect(JSON.stringify(await callFromAddress({ mcpUrl, desktop, person }))).toContain("mail:///messages/");
    },
  );
});
