import { programs } from "#test/real-clients/programs.ts";
import { scriptArguments } from "#test/support/run-program.ts";
import { type CallFromAddress, oneCall } from "./real-sign-in.ts";

/** The core of Gemini CLI, in a process of its own. It opens a browser only where there is a display, and asks. */
export const callWithGemini: CallFromAddress = async ({ mcpUrl, desktop, person }) => {
  const script = scriptArguments(new URL("gemini-main.ts", import.meta.url).href);
  const args = [programs.geminiCore.path, mcpUrl, oneCall.tool, JSON.stringify(oneCall.args)];
  const run = desktop.run([process.execPath, ...script, ...args], { environment: { DISPLAY: ":0" }, input: "y\n" });
  const { code, stdout, stderr } = await desktop.whileSigningIn(person, run);
  if (code !== 0) throw new Error(`the core of Gemini CLI ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "").content;
};
