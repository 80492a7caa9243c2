import { signInWithInspector } from "#test/conformance/clients/inspector.ts";
import { type CallFromAddress, oneCall } from "./real-sign-in.ts";

/** One run of the MCP Inspector's command line, which signs in on the way. */
export const callWithInspector: CallFromAddress = async (start) => {
  const call = ["--tool-name", oneCall.tool, "--tool-args-json", JSON.stringify(oneCall.args)];
  const { code, stdout, stderr } = await signInWithInspector(start, ["--method", "tools/call", ...call]);
  if (code !== 0) throw new Error(`the Inspector ended with ${code}: ${stderr}`);
  return JSON.parse(stdout).result.content;
};
