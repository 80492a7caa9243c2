import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readRecording } from "#test/fake-tenant/graph/recorded-tenant.ts";
import { createInterruption, Interrupted } from "./interruption.ts";
import { showCallsAsTheyCome, showHowToTry } from "./ready-to-try.ts";
import { openStage, type Stage } from "./stage/open-stage.ts";
import { trustCertificate } from "./stage/trust.ts";
import { showStage, showVerdict } from "./story/show-stage.ts";
import { company, type Told, tellStory } from "./story/tell-story.ts";
import { createScreen } from "./terminal/screen.ts";

const { values } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    /** A recording of `npm run graph-check -- --record`: Graph answers as that tenant did. */
    world: { type: "string" },
  },
});
const screen = createScreen(process.stdout);
const interruption = createInterruption(process);

/** A crashing process makes calls fail before its end is known. Then the crash is the reason, not the failed call. */
const crashNoticedWithinMs = 1_000;

/** Runs all steps of the demo once. Stops early when the process is interrupted or a service crashes. */
async function tell(stage: Stage): Promise<Told> {
  const end = new AbortController();
  const story = tellStory(stage, screen, end.signal).catch(async (error: unknown) => {
    if (!end.signal.aborted) await Promise.race([delay(crashNoticedWithinMs), stage.crashed]);
    throw error;
  });
  try {
    return await Promise.race([story, stage.crashed, interruption.happens]);
  } finally {
    end.abort();
    await story.catch(() => undefined);
  }
}

/** The exit code. Rejects with `Crash` or `Interrupted`. */
async function act(stage: Stage): Promise<number> {
  for (;;) {
    const told = await tell(stage);
    showVerdict(screen, stage, told);
    // What another tenant refuses, fails here too, and is there to be tried.
    if (told.wrongs.length > 0 && (values.world === undefined || values.once)) return 1;
    if (values.once) return 0;
    showHowToTry(screen, stage, told.hero);
    const stopShowing = showCallsAsTheyCome(screen, stage);
    try {
      await Promise.race([once(process, "SIGUSR2"), stage.crashed, interruption.happens]);
    } catch (error) {
      if (error instanceof Interrupted) return 0;
      throw error;
    } finally {
      stopShowing();
    }
  }
}

async function main(): Promise<number> {
  const startedMs = performance.now();
  screen.line(
    screen.paint("bold", "M365 connector, the whole of it, on this machine. Only Entra ID and Graph are played."),
  );
  let stage: Stage | undefined;
  try {
    const recording = values.world === undefined ? undefined : readRecording(await readFile(values.world, "utf8"));
    stage = await openStage(company, interruption.happens);
    if (recording !== undefined) await stage.fake.control.setBehaviour({ recording });
    await trustCertificate(stage.fake.caCertificatePath);
    interruption.check();
    showStage(screen, stage, performance.now() - startedMs);
    return await act(stage);
  } catch (error) {
    const by = interruption.by();
    if (by !== undefined) return by.exitCode;
    screen.failure(error);
    return 1;
  } finally {
    await stage?.close();
  }
}

process.exit(await main());
