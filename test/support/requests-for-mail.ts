import type { FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import type { LoggedRequest } from "#test/fake-tenant/world/request-log.ts";
import type { RuleResponse } from "#test/fake-tenant/world/rules.ts";
import { promptMs } from "./prompt.ts";
import { until } from "./until.ts";

/** The simulated Graph, of which a search of mail asks something. */
interface Fake {
  control: FakeControl;
}

/** Graph answers requests for mail like this from now on, or so many times. */
export const answerMail = ({ control }: Fake, response: RuleResponse, times?: number): Promise<void> =>
  control.addRule({
    door: "graph",
    match: { pathPattern: "messages" },
    response,
    ...(times !== undefined && { times }),
  });

export async function requestsForMail({ control }: Fake): Promise<LoggedRequest[]> {
  const { requests } = await control.stats();
  return requests.filter(({ door, path }) => door === "graph" && path.includes("messages"));
}

export const untilMailIsAsked = (fake: Fake, isMeant: (request: LoggedRequest) => boolean = () => true) =>
  until("Graph to be asked", async () => (await requestsForMail(fake)).some(isMeant));

/** Until the simulated Graph sees its client go. */
export const untilMailIsGivenUp = (fake: Fake) =>
  until(
    "the Graph request to be aborted",
    async () => (await requestsForMail(fake)).some((one) => one.aborted),
    promptMs,
  );
