import type { Screen } from "#test/demo/terminal/screen.ts";
import type { Input } from "./input.ts";
import type { Registered } from "./kept-settings.ts";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a script prints around the settings, and empty lines. */
const isAround = /^(?:#|https?:|Registering in tenant |$)/;

const questions: Readonly<Record<keyof Registered, string>> = {
  AZURE_CLIENT_ID: "AZURE_CLIENT_ID, the Server app's client ID: ",
  SIGN_IN_CLIENT_ID: "SIGN_IN_CLIENT_ID, the Client app's client ID: ",
  AZURE_CLIENT_SECRET: "AZURE_CLIENT_SECRET, the Server app's secret (its value, not its ID): ",
};

const names = Object.keys(questions).filter((name): name is keyof Registered => Object.hasOwn(questions, name));

/** Whether a text can be the value of a setting. */
const fits = (name: keyof Registered, value: string): boolean =>
  name === "AZURE_CLIENT_SECRET" ? value.length >= 8 && !guid.test(value) : guid.test(value);

/**
 * Waits for the values that the registrations gave: as `NAME=value` lines in any order, others among them, or as the
 * bare values that are asked for.
 */
export async function askIds(input: Pick<Input, "ask">, screen: Screen): Promise<Registered> {
  const known: Partial<Registered> = {};
  for (;;) {
    const missing = names.find((name) => known[name] === undefined);
    if (missing === undefined) break;
    const line = await input.ask(questions[missing]);
    if (isAround.test(line)) continue;
    const [, written = missing, value = line] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    const name = names.find((one) => one === written);
    if (name === undefined) continue; // another setting that the script prints
    if (fits(name, value)) known[name] = value;
    else screen.line(`That is no value of ${name}.`);
  }
  const { AZURE_CLIENT_ID = "", SIGN_IN_CLIENT_ID = "", AZURE_CLIENT_SECRET = "" } = known;
  return { AZURE_CLIENT_ID, SIGN_IN_CLIENT_ID, AZURE_CLIENT_SECRET };
}
