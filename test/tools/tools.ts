import { catalog, type ToolName } from "#common/tools/catalog.ts";
import type { Question, ReadingTests, ToolTests } from "./tool-tests.ts";

/** Every tool but `read_resource`. */
export type AskedTool = Exclude<ToolName, "read_resource">;

type TestsByTool = Readonly<Record<AskedTool, ToolTests> & Record<"read_resource", ReadingTests>>;

const testsOf = async (name: ToolName) => [name, (await import(`./${name.replaceAll("_", "-")}.ts`)).tests] as const;

/** What each tool's file in this folder says. Nothing that needs this loads while a tool of the catalog has no file. */
export const toolTests = Object.fromEntries(await Promise.all(catalog.map(({ name }) => testsOf(name)))) as TestsByTool;

/** The tools that take questions, in the order of the catalog. */
export const askedTools = Object.entries(toolTests).filter(([name]) => name !== "read_resource") as [
  AskedTool,
  ToolTests,
][];

/** What Hana Mori asks of each. */
export const questions = askedTools.map(([name, tests]): [AskedTool, readonly Question[]] => [name, tests.questions]);
