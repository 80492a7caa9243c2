import { expect, test } from "vitest";
import { inRequest } from "#common/request-scope.ts";
import type { Run } from "#workers/run.ts";
import { followRuns, runningNowName, runningNowSchema } from "#workers/watchdog/running-now.ts";
import { errorReply, mailSearch } from "../run-fixture.ts";

const aRun = () => mailSearch({ signal: new AbortController().signal, reply: errorReply().reply });

const askNow = () => runningNowSchema.parse(JSON.parse(Reflect.get(globalThis, runningNowName)()));

test("the run whose code is executed is told from the others, also between their steps, with the stack", async () => {
  const [first, second] = [aRun(), aRun()];
  const idOf = ({ call }: Run) => call.requestId;
  const said: ReturnType<typeof askNow>[] = [];
  const run = followRuns(({ call }) =>
    inRequest({ requestId: call.requestId }, async () => {
      for (let step = 0; step < 3; step += 1) {
        await new Promise(setImmediate);
        said.push(askNow());
      }
    }),
  );
  await Promise.all([run(first), run(second)]);
  const steps = [first, second, first, second, first, second].map(idOf);
  expect(said.map(({ current }) => current)).toEqual(
    steps.map((requestId) => ({ requestId, tool: "outlook_email_search" })),
  );
  expect(said[0]?.others).toEqual([idOf(second)]);
  expect(said[0]?.frames.join("\n")).toContain("running-now.test.ts");
  expect(askNow).toThrow("current");
});
