import type { Scene } from "#test/demo/story/scene.ts";

/** The arguments that a model makes of what a person asks. */
export type Question = Readonly<Record<string, unknown>>;

/** What the tests ask of `read_resource`, whose other calls are made for each form of uri. */
export interface ReadingTests {
  /** Its step of the demo: shows what the tool does, and checks every answer. Rejects with a `WrongAnswer`. */
  demo(scene: Scene): Promise<void>;
  /** Round trips in a row that a question may take while the person's token is held: the median's, and anyone's. */
  roundTrips: { median: number; most?: number };
}

/** What the tests ask of a tool. */
export interface ToolTests extends ReadingTests {
  /**
   * What Hana Mori of the demo company asks: each parameter, and the usual combinations. Their round trips are
   * measured, and they are asked again with parts of Graph's answers left out.
   */
  questions: readonly Question[];
  /** A call by Yuki Sato, which every client makes, and what must stand in its answer, as JSON. */
  conformance: { args: Question; answers: RegExp };
  /** Arguments with which anybody finds what is theirs: `word` stands in all of it, `teamId` is a team they are in. */
  ownCall(own: { word: string; teamId: string }): Question;
  /**
   * The permissions without which the own call is refused, all of them revoked, and the refusal's first words and what
   * it asks for. It must go on whatever else is revoked. Absent: the sign-in is enough.
   */
  refusal?: { without: readonly string[]; words: string; permission: string };
}

/** What the tools are refused with that read calendars. */
export const calendarsRefused = {
  without: ["Calendars.Read"],
  words: "Reading calendars and free meeting times is blocked.",
  permission: "Calendars.Read",
};

/** The address of somebody in the demo company. */
export const colleague = (alias: string) => `${alias}@aozora-coffee.example`;

/** The address of a site of the demo company. */
export const site = (name: string) => `https://aozora-coffee.sharepoint.com/sites/${name}`;
