// Command lines that people give to a model, without one: each goes as far as its titles say.

import { describe, expect } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { findProgram } from "#test/support/find-program.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { connectClaudeCode, connectOpencode } from "./clients/without-model.ts";
import { createDesktop } from "./desktop.ts";
import { browserProblem, programs } from "./programs.ts";
import { test } from "./real-site.ts";

describe("Claude Code", () => {
  const noTerminal = findProgram("script") === undefined ? "script, which makes a terminal, is not on PATH" : undefined;
  const skip = skipWhen(browserProblem ?? programs.claudeCode.missing ?? noTerminal);
  test("signs in, connects and lists the tools", skip, async ({ site: { mcpUrl }, person }) => {
    await using desktop = await createDesktop();
    const { health, tools } = await connectClaudeCode({ mcpUrl, desktop, person });
    expect(health).toMatch(/^m365: .*Connected$/m);
    expect(tools.toSorted()).toEqual(catalog.map(({ name }) => `mcp__m365__${name}`).toSorted());
  });
});

describe("opencode", () => {
  const skip = skipWhen(browserProblem ?? programs.opencode.missing);
  test("signs in and connects", skip, async ({ site: { mcpUrl }, person }) => {
    await using desktop = await createDesktop();
    expect(await connectOpencode({ mcpUrl, desktop, person })).toMatch(/✓ m365 .*connected/);
  });
});
