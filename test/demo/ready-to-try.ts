import type { Stage } from "./stage/open-stage.ts";
import { auditLine } from "./story/follow-calls.ts";
import type { Person } from "./story/persons.ts";
import type { Screen } from "./terminal/screen.ts";

const firstCall = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "outlook_email_search", arguments: { query: "Kyoto", limit: 3 } },
};

/** How to try it by hand: addresses, a token, and commands to paste. Commands are printed unbroken. */
export function showHowToTry(screen: Screen, stage: Stage, hero: Person): void {
  const { gateway, workers, fake } = stage;
  const inspector =
    'npx @modelcontextprotocol/inspector --cli "$URL" --transport http --header "Authorization: Bearer $TOKEN"';
  const { name, arguments: args } = firstCall.params;
  screen.title("It stays up: try it");
  screen.line(`  MCP      ${screen.paint("bold", gateway.mcpUrl)}`);
  screen.line(`  metrics  gateway ${gateway.opsUrl}/metrics`);
  for (const worker of workers) screen.line(`           ${worker.process.name} ${worker.opsUrl}/metrics`);
  screen.line(`  control of the fake tenant  ${fake.controlUrl}`);
  screen.line();
  const minutes = Math.round(hero.expiresInSeconds / 60);
  screen.line(
    screen.paint("dim", `# In a second terminal. ${hero.user.displayName}'s token, good for ${minutes} minutes:`),
  );
  screen.line(`export URL=${gateway.mcpUrl} TOKEN=${hero.accessToken}`);
  screen.line(screen.paint("dim", "# the MCP Inspector, from this folder: list the tools, call one"));
  screen.line(`${inspector} --method tools/list`);
  screen.line(`${inspector} --method tools/call --tool-name ${name} --tool-args-json '${JSON.stringify(args)}'`);
  screen.line(screen.paint("dim", "# Claude Code"));
  screen.line('claude mcp add --transport http m365-demo "$URL" --header "Authorization: Bearer $TOKEN"');
  screen.line(screen.paint("dim", "# the call by curl"));
  screen.line(
    `curl -s "$URL" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -H 'Accept: ` +
      `application/json, text/event-stream' -d '${JSON.stringify(firstCall)}'`,
  );
  screen.line();
  screen.line(screen.paint("bold", `Ctrl-C ends everything; kill -USR2 ${process.pid} tells the story again.`));
}

/** Shows a line for each call that others make from now on. Returns what ends it. */
export function showCallsAsTheyCome(screen: Screen, { gateway }: Stage): () => void {
  let seen = gateway.process.output.length;
  const timer = setInterval(() => {
    for (const line of gateway.process.output.slice(seen)) {
      const call = auditLine(line);
      if (call)
        screen.line(screen.paint("dim", `  a call came in: ${call.tool} → ${call.outcome}, ${call.durationMs} ms`));
    }
    seen = gateway.process.output.length;
  }, 200);
  return () => clearInterval(timer);
}
