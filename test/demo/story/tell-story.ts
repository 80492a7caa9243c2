import { catalog } from "#common/tools/catalog.ts";
import { toolTests } from "#test/tools/tools.ts";
import type { Stage } from "../stage/open-stage.ts";
import type { Screen } from "../terminal/screen.ts";
import { createFollowCall } from "./follow-calls.ts";
import { bringIn, type Person } from "./persons.ts";
import { showLeftovers, showTraffic } from "./redis-inspection.ts";
import { anotherCompany, othersPrivateMail, sharedMailbox } from "./refusals.ts";
import { createScene, type Scene, WrongAnswer } from "./scene.ts";
import { showStep } from "./show-sign-in.ts";
import { createTraces } from "./traces.ts";
import { watchTraffic } from "./traffic.ts";

/** Shows what one tool does, and checks every answer. Rejects with a `WrongAnswer`. */
type StoryStep = (scene: Scene) => Promise<void>;

/** The steps for these tools, in their order. */
const stepsFor = (wanted: readonly { name: keyof typeof toolTests; title: string }[]) =>
  wanted.map(({ name, title }) => ({ title: `${title} (${name})`, step: toolTests[name].demo }));

export interface Told {
  hero: Person;
  /** What was not as it should be; empty = all is well. */
  wrongs: string[];
  calls: number;
}

/** The domain of the company in the demo. */
export const company = "aozora-coffee.example";
const heroAlias = "yuki.sato";

async function bringInHero(stage: Stage, screen: Screen): Promise<Person> {
  screen.title("Yuki signs in");
  screen.speak("Her MCP client", `knows one address only, ${stage.gateway.mcpUrl}, and finds the rest:`, "bold");
  const hero = await bringIn(stage, `${heroAlias}@${company}`, (step) => showStep(screen, step));
  const version = hero.client.getNegotiatedProtocolVersion() ?? "?";
  screen.speak("Connected", `by MCP ${version}; the token lasts ${Math.round(hero.expiresInSeconds / 60)} min`, "bold");
  return hero;
}

/** What the user's client shows to its model. */
async function offeredTools({ screen, hero, expect }: Scene): Promise<void> {
  const { tools } = await hero.client.listTools();
  const names = tools.map(({ name }) => name);
  screen.table(
    ["tool", "title"],
    tools.map(({ name, title = "" }) => [name, title]),
  );
  for (const { name } of catalog) expect(`${name} should be offered`, names.includes(name));
}

/**
 * Signs in, calls every tool, tries what must be refused, and looks into Redis. A wrong answer ends its own step
 * only. Rejects when nobody can sign in, a tool has no step, or the signal aborts.
 */
export async function tellStory(stage: Stage, screen: Screen, signal: AbortSignal): Promise<Told> {
  const steps = stepsFor(catalog);
  const traces = createTraces();
  const traffic = await watchTraffic(stage.redis.connection);
  const persons: Person[] = [];
  const wrongs: string[] = [];
  let calls = 0;

  function welcome(person: Person): Person {
    persons.push(person);
    traces.add(person.accessToken.split(".").slice(1)); // the header is the same in every token
    return person;
  }
  async function tell(scene: Scene, title: string, step: StoryStep): Promise<void> {
    screen.title(title);
    try {
      await step(scene);
    } catch (error) {
      if (!(error instanceof WrongAnswer)) throw error;
      wrongs.push(`${title}: ${error.message}`);
      screen.line(`  ${screen.paint(["bold", "red"], "WRONG")} ${error.message}`);
    }
  }

  try {
    const hero = welcome(await bringInHero(stage, screen));
    const scene = createScene({
      screen,
      hero,
      async bringIn(alias) {
        const person = welcome(await bringIn(stage, `${alias}@${company}`));
        screen.line();
        screen.line(screen.paint("dim", `  (${person.user.displayName} signs in the same way)`));
        return person;
      },
      followCall: createFollowCall(stage),
      signal,
      onExchange({ args, answer }) {
        calls += 1;
        traces.add([args, answer]);
      },
    });
    await tell(scene, "What the client offers to its model", offeredTools);
    screen.line(screen.paint("dim", "  (No model takes part here: the calls that one would make are written down.)"));
    for (const { title, step } of steps) await tell(scene, title, step);
    await tell(scene, "Not for Yuki: others' private mail", othersPrivateMail);
    await tell(scene, "Not for Yuki: a mailbox that is not shared with her", sharedMailbox);
    await tell(scene, "Not for strangers", (current) => anotherCompany(current, stage));
    await tell(scene, "What Redis saw", async () => showTraffic(screen, traffic, traces));
    await tell(scene, "What is left in Redis", () => showLeftovers(screen, stage.redis.connection, traces));
    return { hero, wrongs, calls };
  } finally {
    traffic.stop();
    await Promise.all(persons.map(({ client }) => client.close()));
  }
}
