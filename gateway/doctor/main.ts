import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { partLineText, tokenDescriptor } from "#common/doctor/run-part.ts";
import { runMain } from "#common/run-main.ts";
import { createTerminal } from "#common/terminal.ts";
import { chosenTools } from "#gateway/registrations/read-plan.ts";
import { checkGateway } from "./check-gateway.ts";
import type { Person } from "./sign-in-once.ts";

const callbackHere = /^http:\/\/127\.0\.0\.1:\d{1,5}\/callback\?\S{1,8000}$/;

/** A person at this terminal: the report goes to standard output, and what they are told to standard error. */
function personHere(): Person & { leave(): void } {
  const { promise: typed, resolve } = Promise.withResolvers<number>();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    const number = /^(?:AADSTS)?(\d{4,9})$/i.exec(line.trim())?.[1];
    if (number !== undefined) resolve(Number(number));
    // The browser of another machine can't come here by itself. What listens here judges the address.
    else if (callbackHere.test(line.trim())) void fetch(line.trim()).catch(() => undefined);
  });
  return {
    open(address) {
      const { line } = createTerminal(process.stderr);
      line();
      line("Open this address in a browser, and sign in:");
      line(address);
      line("On another machine its last page can't be shown: paste that page's address (http://127.0.0.1:…) here.");
      line("If Microsoft shows an error instead, type its number (AADSTS…) and Enter.");
      line();
    },
    typed,
    leave: () => lines.close(),
  };
}

/**
 * Started by `doctor/main.ts`, with the gateway's environment and perhaps a pipe for a person's token. Prints a line of
 * JSON for each result.
 */
await runMain(process, async () => {
  const { values } = parseArgs({
    options: {
      "before-start": { type: "boolean", default: false },
      "sign-in": { type: "boolean", default: false },
      "hand-token-over": { type: "boolean", default: false },
      tools: { type: "string" },
      "settings-file": { type: "string" },
    },
  });
  const person = values["sign-in"] ? personHere() : undefined;
  const { line } = createTerminal(process.stdout);
  const { shared } = await checkGateway({
    environment: process.env,
    settingsFile: values["settings-file"],
    isBeforeStart: values["before-start"],
    person,
    onToken: values["hand-token-over"] ? (token) => writeFileSync(tokenDescriptor, token) : undefined,
    tools: values.tools === undefined ? undefined : chosenTools(values.tools),
    onResult: (result) => line(partLineText({ result })),
  });
  person?.leave();
  line(partLineText({ shared }));
});
