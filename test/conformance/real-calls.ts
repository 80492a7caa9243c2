import { expect, test } from "vitest";
import { type CallResult, connectModern } from "#test/support/mcp-clients.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { askedTools } from "#test/tools/tools.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import type { RealClient } from "./clients/real-client.ts";
import { resourceForms } from "./resource-uris.ts";
import { openSharedMailbox } from "./shared-mailbox.ts";

/** A running product, and what a client needs to call it as Yuki Sato. */
export interface Product {
  readonly stack: Stack;
  readonly url: string;
  readonly token: string;
  /** The uri of each form, in their order. */
  readonly uris: readonly string[];
}

/** Starts the product, and finds the uris as a person comes by them. */
export async function startProduct(): Promise<Product> {
  const stack = await startStack();
  const yuki = await personNamed(stack.fake, "yuki.sato");
  await openSharedMailbox(stack.fake, yuki);
  // The meeting is another's: whether its guests find it differs between tenants.
  await stack.fake.control.setBehaviour({ joinWebUrlFinds: "everybody" });
  const [url, token] = [stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: yuki.id })];
  const client = await connectModern(url, token);
  const ask = async (tool: string, args: Record<string, unknown>) => textOf(await client.call(tool, args));
  // All at once are more than a person may have running.
  const uris = await mapConcurrently(resourceForms, 4, async ({ find }) => await find(ask));
  await client.close();
  return { stack, url, token, uris };
}

/** What a model is given. */
function textOf({ isError, structuredContent, texts }: CallResult): string {
  expect(isError, texts.join("\n")).toBe(false);
  expect(structuredContent).toBeUndefined();
  return texts.join("");
}

const check = (result: CallResult, answers: RegExp) => expect(textOf(result)).toMatch(answers);

interface CallOptions {
  /** Whether several calls may run at once. */
  concurrent: boolean;
  /** How many tools, and how many forms of uri, are called; default all. */
  most?: number;
}

/** One test per tool and per form of uri. */
export function testCalls(options: CallOptions, client: () => RealClient, product: () => Product): void {
  const { concurrent, most = Number.POSITIVE_INFINITY } = options;
  for (const [name, { conformance }] of askedTools.slice(0, most)) {
    test(`gets an answer from ${name}`, { concurrent }, async () => {
      check(await client().call(name, conformance.args), conformance.answers);
    });
  }
  for (const [index, { kind, form, answers }] of resourceForms.slice(0, most).entries()) {
    test(`reads ${form}`, { concurrent }, async () => {
      const result = await client().call("read_resource", { uri: product().uris[index] });
      check(result, answers);
      expect(result.output?.kind).toBe(kind);
    });
  }
}
