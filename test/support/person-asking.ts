import { ToolError } from "#common/errors.ts";
import { createMetrics } from "#common/metrics.ts";
import { partOutputSchema } from "#common/queue/protocol.ts";
import { untraced } from "#common/tracing/trace.ts";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { createObo, recordingLogger, signIn } from "#test/unit/workers/auth/obo-fixture.ts";
import { fakeDocuments } from "#test/unit/workers/tools/fake-context.ts";
import { withImpliedScopes } from "#workers/auth/user-tokens.ts";
import { createToolContextFactory } from "#workers/create-tool-context.ts";
import { createCursors } from "#workers/cursor.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/extract-text.ts";
import type { ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import { createGraphAttempt, createHttpSend } from "#workers/graph/graph-attempt.ts";
import { createGraphBatch } from "#workers/graph/graph-batch.ts";
import { createDownloadHosts, createGraphPools } from "#workers/graph/graph-connections.ts";
import { createGraphDoor } from "#workers/graph/graph-door.ts";
import { direct } from "#workers/open-connections.ts";
import type { GraphAnswer, GraphHttpRequest, GraphSend } from "#workers/resilience/graph-layer.ts";
import { createRunNotes } from "#workers/run.ts";
import { createRunTool } from "#workers/run-tool.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";

export type Arguments = Readonly<Record<string, unknown>>;

/** The answer of a tool as an object, the code of its refusal, or an error that nobody foresaw. */
export type Outcome = { output: Record<string, unknown> } | { refusal: string } | { unforeseen: unknown };

/** What becomes of an answer of Graph before the connector reads it. */
export type OnAnswer = (request: GraphHttpRequest, answer: GraphAnswer) => GraphAnswer;

export type PersonAsking = Awaited<ReturnType<typeof startPersonAsking>>;

type ExtractText = (document: TextSource) => Promise<ExtractedText>;

/** The behaviour of a Graph that answers at once, and does not limit what one person asks of OneNote. */
export const promptGraph = { keepRequestLog: false, graphLatencyMs: 0, onenotePerMinute: null, onenotePerHour: null };

/** As long as a call lasts in operation. */
const callMs = 25_000;

/** Reads documents as extractor processes do, in this one. */
export const extractHere: ExtractText = async (document) => textOf(await extractDocument(document), document);

const asText: ExtractText = async ({ bytes }) => ({
  text: new TextDecoder().decode(bytes),
  detectedType: "text/plain",
});

export interface AskingOptions {
  /** By default every document is taken for a text. */
  extractText?: ExtractText | undefined;
  /** The clock of the fake tenant. */
  now?: () => number;
}

/**
 * One person who calls tools in a worker without queue, limits and, unless given, document readers. Each call begins
 * without anything that is remembered of the person, and at the same time of day, so that one question has one answer.
 */
export async function startPersonAsking(
  fake: FakeTenant,
  user: DirectoryUser,
  { extractText = asText, now = Date.now }: AskingOptions = {},
) {
  const { metrics } = createMetrics(workerMetrics);
  const { logger } = recordingLogger();
  const { obo } = await createObo(fake, now === Date.now ? {} : { now });
  const { caller, userAssertion } = await signIn(fake, user.id);
  const downloadHosts = createDownloadHosts(Object.values(fake.downloadHosts));
  const pools = createGraphPools({ downloadHosts, proxy: direct });
  const http = createHttpSend({ now, sharesOf: pools.sharesOf });
  const startedMs = now();
  const keys = [newSealingKey()] as const;

  const runOf = (tool: string, input: Arguments) => ({
    call: callOf(tool, { caller, deadlineMs: now() + callMs }),
    userAssertion,
    input,
    wantsProgress: false,
    retrieval: "on" as const,
    asPart: true as const,
    number: 1,
    queueWaitMs: undefined,
    reply: { signedIn, progress: signedIn, output: signedIn, error: signedIn },
  });

  function toolRunner(onAnswer: OnAnswer) {
    const shared = { origin: new URL(fake.graphBaseUrl).origin, pools, downloadHosts, logger, now };
    const spoiltHttp = async (request: GraphHttpRequest) => onAnswer(request, await http(request));
    const attempts = (send: GraphSend) => createGraphAttempt(send, { metrics, trace: untraced, now });
    const batchOf = (size: number) => {
      const { send, leave } = createGraphBatch({ size, send: spoiltHttp });
      return { send: attempts(send), leave };
    };
    const parts = { ...shared, batchOf, send: attempts(spoiltHttp) };
    const createContext = createToolContextFactory({
      graphClient: { forCall: (call, use) => createGraphDoor(call, use, parts) },
      onBehalfOf: obo,
      documentsFor: () => fakeDocuments(extractText),
      cursorFor: createCursors(keys, now),
      adminConsentUrl: (tenantId) => `${fake.authorityHost}/${tenantId}/adminconsent`,
      cloud: "public",
      now: () => startedMs,
    });
    const exchange = async (asserted: Parameters<typeof obo.exchange>[0]) => {
      const token = await obo.exchange(asserted);
      return { ...token, scopes: withImpliedScopes(token.scopes), person: {} };
    };
    return createRunTool({ userTokens: { exchange, exchangeAfresh: async () => undefined }, createContext, metrics });
  }

  return {
    async ask(tool: string, args: Arguments, onAnswer: OnAnswer = (_request, answer) => answer): Promise<Outcome> {
      const hooks = { notes: createRunNotes(undefined), onSignedIn: () => undefined };
      try {
        const bytes = await toolRunner(onAnswer)(runOf(tool, args), hooks);
        return { output: partOutputSchema.parse(JSON.parse(bytes.toString())).output };
      } catch (error) {
        return error instanceof ToolError ? { refusal: error.code } : { unforeseen: error };
      }
    },
    async close() {
      await Promise.all([obo.close(), pools.close()]);
    },
  };
}

const signedIn = async () => undefined;
