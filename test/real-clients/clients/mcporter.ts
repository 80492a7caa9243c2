import { programs } from "#test/real-clients/programs.ts";
import { type CallFromAddress, oneCall } from "./real-sign-in.ts";

/** One run of mcporter's command line, which signs in on the way. */
export const callWithMcporter: CallFromAddress = async ({ mcpUrl, desktop, person }) => {
  const call = ["call", "--http-url", mcpUrl, "--allow-http", oneCall.tool, `limit:${oneCall.args.limit}`];
  const command = [process.execPath, programs.mcporter.path, ...call, "--output", "json"];
  const { code, stdout, stderr } = await desktop.whileSigningIn(person, desktop.run(command));
  if (code !== 0) throw new Error(`mcporter ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};
