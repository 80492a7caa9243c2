import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { compositeNames } from "#gateway/composites/composites.ts";
import { resourcesToRead } from "#test/bench/round-trips/resources-to-read.ts";
import { type CallResult, connectModern } from "#test/support/mcp-clients.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { askedTools } from "#test/tools/tools.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import type { Connect, RealClient } from "./clients/real-client.ts";

/** A running product, and what a client needs to call it as Yuki Sato. */
interface Product {
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
async function startProduct(): Promise<Product> {
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

interface ClientUnderTest {
  name: string;
  connect: Connect;
  /** A command line is a process for each call, of which several may run at once. */
  isCommandLine?: boolean;
}

/**
 * Tests that each client lists every tool and gets an answer from each, from a product that they share. A person may
 * ask OneNote a hundred times at once, so the clients of one file are few.
 */
export function testClients(clients: readonly ClientUnderTest[]): void {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product?.stack.stop());

  describe.each(clients)("$name", ({ connect, isCommandLine: concurrent = false }) => {
    let client: RealClient;
    beforeAll(async () => {
      client = await connect(product.url, product.token);
    });
    afterAll(() => client?.close());

    test("lists every tool", async () => {
      expect((await client.listTools()).map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
    });

    for (const [name, { conformance }] of askedTools) {
      test(`gets an answer from ${name}`, { concurrent }, async () => {
        expect(textOf(await client.call(name, conformance.args))).toMatch(conformance.answers);
      });
    }

    // A busy machine starts few processes of a command line at once.
    test("reads resources of every kind", { concurrent, timeout: 900_000 }, async () => {
      const { url, readersToken, resources } = product;
      const reader = await connect(url, readersToken);
      try {
        await mapConcurrently(resources, concurrent ? readsAtOnce : 1, async ({ question, text }) => {
          expect(textOf(await reader.call("read_resource", question))).toBe(text);
        });
      } finally {
        await reader.close();
      }
    });

    test("finds and fetches by the composite tools that its address names", async () => {
      const named = await connect(`${product.url}?tools=${compositeNames.join()}`, product.token);
      expect((await named.listTools()).map(({ name }) => name)).toEqual(compositeNames);
      const found = await named.call("search", { query: "electrician" });
      expect(found.texts.join()).toMatch(/"title":"[^"]*three-phase line[^"]*Daniel Costa/);
      const [{ id = "" } = {}] = (found.structuredContent?.results ?? []) as { id?: string }[];
      expect((await named.call("fetch", { id })).texts.join()).toContain("three-phase line");
      await named.close();
    });
  });
}
