import { bringPrograms } from "#test/real-clients/install-programs.ts";
import { programsFolder } from "./programs.ts";

/** Runs once before the tests of the stage `model-clients`. What can't be brought is a loud skip of its test. */
export const setup = (): Promise<void> => bringPrograms(new URL("programs/", import.meta.url), programsFolder);
