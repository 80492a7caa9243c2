import { expect, test } from "vitest";
import { resourcesToRead } from "#test/bench/round-trips/resources-to-read.ts";
import { type CallResult, connectModern } from "#test/support/mcp-clients.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { askedTools } from "#test/tools/tools.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import type { Connect, RealClient } from "./clients/real-client.ts";

/** A running product, and what a client needs to call it as Yuki Sato. */
export interface Product {
  readonly stack: Stack;
  readonly url: string;
  readonly token: string;
  /** Hana Mori's, who finds a resource of every kind. */
  readonly readersToken: string;
  /** What she is told of them by the client that this repository tests with. */
  readonly resources: readonly { question: Question; text: string }[];
}

/** All at once are more than a person may have running. */
const readsAtOnce = 4;

/** Starts the product, and reads resources as a person comes by them. */
export async function startProduct(): Promise<Product> {
  const stack = await startStack();
  const tokenOf = async (name: string) =>
    await stack.fake.control.mintToken({ userId: (await personNamed(stack.fake, name)).id });
  const url = stack.gateways[0].mcpUrl;
  const [token, readersToken] = [await tokenOf("yuki.sato"), await tokenOf("hana.mori")];
  const client = await connectModern(url, readersToken);
  const resources = await mapConcurrently(await resourcesToRead(client), readsAtOnce, async (question) => ({
    question,
    text: textOf(await client.call("read_resource", question)),
  }));
  await client.close();
  return { stack, url, token, readersToken, resources };
}

/** What a model is given; a cursor is another one each time. */
function textOf({ isError, structuredContent, texts }: CallResult): string {
  expect(isError, texts.join("\n")).toBe(false);
  expect(structuredContent).toBeUndefined();
  return texts.join("").replaceAll(/"nextCursor":"[^"]*"/g, "");
}

interface Calls {
  /** Whether several calls may run at once. */
  concurrent: boolean;
  client: () => RealClient;
  connect: Connect;
  product: () => Product;
}

/** A test for each tool, and one for the resources of all kinds. */
export function testCalls({ concurrent, client, connect, product }: Calls): void {
  for (const [name, { conformance }] of askedTools) {
    test(`gets an answer from ${name}`, { concurrent }, async () => {
      expect(textOf(await client().call(name, conformance.args))).toMatch(conformance.answers);
    });
  }
  // A command line needs a process for each, of which a busy machine starts few at once.
  test("reads resources of every kind", { concurrent, timeout: 900_000 }, async () => {
    const { url, readersToken, resources } = product();
    const reader = await connect(url, readersToken);
    try {
      await mapConcurrently(resources, concurrent ? readsAtOnce : 1, async ({ question, text }) => {
        expect(textOf(await reader.call("read_resource", question))).toBe(text);
      });
    } finally {
      await reader.close();
    }
  });
}
