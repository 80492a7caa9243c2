import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import { findProgram } from "#test/support/find-program.ts";

/** Where the stage installs for itself what `programs/package.json` names: nothing else in the repository sees it. */
export const programsFolder = join(root, ".cache", "real-clients");

const inModules = (path: string) => join(programsFolder, "node_modules", path);

/** Modules of the folder of programs, which this folder's own imports can't see. */
export const requireProgram = createRequire(join(programsFolder, "package.json"));

/** A program that the stage brings: its file, and why it is not there, as a skip says it. */
export interface BroughtProgram {
  path: string;
  missing: string | undefined;
}

const platform = `${process.platform}-${process.arch}`;
/** How Codex's package names the platforms. */
const codexTarget = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-unknown-linux-musl`;

const brought = (name: string, path: string): BroughtProgram => ({
  path: inModules(path),
  missing: existsSync(inModules(path)) ? undefined : `${name} could not be installed on ${platform}`,
});

export const programs = {
  mcporter: brought("mcporter", "mcporter/dist/cli.js"),
  playwright: brought("playwright-core", "playwright-core/index.js"),
  axe: brought("axe-core", "axe-core/axe.min.js"),
  claudeCode: brought("Claude Code", `@anthropic-ai/claude-code-${platform}/claude`),
  codex: brought("Codex", `@openai/codex-${platform}/vendor/${codexTarget}/bin/codex`),
  geminiCore: brought("the core of Gemini CLI", "@google/gemini-cli-core/dist/index.js"),
  opencode: brought("opencode", "opencode-linux-x64/bin/opencode"),
};

/** Where Chromium lies, as distributions name it. */
export const chromiumPath = ["chromium", "chromium-browser"].map(findProgram).find((path) => path !== undefined);

/** Why nobody can press a button here; undefined where somebody can. */
export const browserProblem =
  chromiumPath === undefined
    ? "chromium is not on PATH (Debian: apt-get install chromium)"
    : programs.playwright.missing;
