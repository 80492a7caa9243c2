import { toolTests } from "#test/tools/tools.ts";
import type { Scene } from "./scene.ts";

/** Shows what one tool does, and checks every answer. Rejects with a `WrongAnswer`. */
export type StoryStep = (scene: Scene) => Promise<void>;

/** The steps for these tools, in their order. */
export const stepsFor = (wanted: readonly { name: keyof typeof toolTests; title: string }[]) =>
  wanted.map(({ name, title }) => ({ title: `${title} (${name})`, step: toolTests[name].demo }));
