import type { Stage } from "../stage/open-stage.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Told } from "./tell-story.ts";

/** What runs, with process ids. */
export function showStage(screen: Screen, { redis, fake, gateway, workers }: Stage, tookMs: number): void {
  const processes = [
    ["gateway", gateway.process.pid, "answers MCP clients; can't reach Microsoft 365"],
    ...workers.map(({ process }) => [process.name, process.pid, "runs the tools, as the person who asks"] as const),
    ["Redis", redis.pid ?? "?", "jobs and answers between them, sealed"],
    ["fake tenant", fake.process.pid, "Entra ID, Graph, and three companies with mail"],
  ] as const;
  screen.line();
  for (const [name, pid, says] of processes) {
    screen.line(
      `  ${screen.paint("bold", name.padEnd(12))} ${screen.paint("dim", `pid ${String(pid).padEnd(8)}`)} ${says}`,
    );
  }
  screen.line(screen.paint("dim", `  started in ${(tookMs / 1_000).toFixed(1)} s`));
}

const isTrouble = (line: string) => /"level":"(warn|error|fatal)"/.test(line);

/** The end of the demo: success, or what was wrong and what the processes logged about it. */
export function showVerdict(screen: Screen, { gateway, workers }: Stage, { wrongs, calls }: Told): void {
  screen.line();
  if (wrongs.length === 0) {
    screen.line(`${screen.paint(["bold", "green"], "All well:")} ${calls} calls, each answered as it should be.`);
    return;
  }
  screen.line(screen.paint(["bold", "red"], `${wrongs.length} of the story's steps went wrong:`));
  for (const wrong of wrongs) screen.line(`  ${wrong}`);
  for (const { process } of [gateway, ...workers]) {
    for (const line of process.log.filter(isTrouble)) screen.line(`  ${process.name}: ${line}`);
  }
}
