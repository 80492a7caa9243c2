import type { Caller } from "#common/call.ts";
import type { Progress } from "#common/progress.ts";
import type { CloudName } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import type { Workload } from "#common/workload.ts";
import type { GraphToken, OnBehalfOf } from "./auth/on-behalf-of.ts";
import { signInNameOf } from "./auth/token-claims.ts";
import { createTokenSource } from "./auth/user-tokens.ts";
import type { ReadingCall } from "./documents/extract-text.ts";
import type { Picture } from "./documents/pictures/picture.ts";
import type { DocumentReading } from "./documents/text-source.ts";
import type { GraphClient } from "./graph/graph-client.ts";
import { createSignedInPerson } from "./graph/signed-in-person.ts";
import type { Run, RunNotes, UnreadableItems } from "./run.ts";
import { slotOf } from "./slots/run-slot.ts";
import { personClock } from "./tools/dates/person-clock.ts";
import type { ToolContext } from "./tools/tool-context.ts";

/** The shortest interval between two reports of progress. More would only cost frames. */
const progressEveryMs = 250;
/** How long Graph may take to tell about the user: most of a call's time is for what was asked. */
const personLimitMs = 5_000;

export interface ToolContextDependencies {
  graphClient: Pick<GraphClient, "forCall">;
  onBehalfOf: Pick<OnBehalfOf, "exchange" | "drop">;
  documentsFor(call: ReadingCall): DocumentReading;
  cursorFor(caller: Caller, tool: string): ToolContext["cursor"];
  adminConsentUrl(tenantId: string): string;
  cloud: CloudName;
  now(): number;
}

/** A run whose tool was found and whose caller's token was exchanged. */
export interface SignedInRun {
  tool: string;
  workload: Workload;
  token: GraphToken;
  notes: Pick<RunNotes, "graphAnswered">;
  unreadableItems: UnreadableItems;
  /** The pictures that the answer shows. */
  shown: Picture[];
}

export type ToolContextFactory = (run: Run, signedIn: SignedInRun) => ToolContext;

/** Passes on reports of more progress, at most one per `progressEveryMs`. */
function progressReporter({ wantsProgress, reply }: Run, now: () => number): (progress: Progress) => void {
  let last = { progress: Number.NEGATIVE_INFINITY, atMs: Number.NEGATIVE_INFINITY };
  return (progress) => {
    const atMs = now();
    if (!wantsProgress || progress.progress <= last.progress || atMs - last.atMs < progressEveryMs) return;
    last = { progress: progress.progress, atMs };
    // A lost report does no harm: the next one or the answer says more.
    reply.progress(progress).catch(() => undefined);
  };
}

/** Some names with which people sign in are no addresses. */
function signInAddress({ userAssertion }: Run): string | undefined {
  const name = signInNameOf(userAssertion);
  return name !== undefined && isMailAddress(name) ? name : undefined;
}

/** Builds what a handler may reach, for one run. */
export function createToolContextFactory(dependencies: ToolContextDependencies): ToolContextFactory {
  const { graphClient, onBehalfOf, documentsFor, cursorFor, adminConsentUrl, cloud, now } = dependencies;
  return (run, { tool, workload, token, notes, unreadableItems, shown }) => {
    const { caller, signal } = run.call;
    const getToken = createTokenSource(onBehalfOf, run, token);
    const use = { workload, getToken, onAnswer: notes.graphAnswered };
    const graph = graphClient.forCall(run.call, { ...use, onLeftOut: unreadableItems.items });
    const { whileWaiting } = slotOf(run.call);
    const deniedLabels: ReadonlySet<string> = new Set(run.deniedLabels);
    const documents = documentsFor({ caller, signal, whileWaiting, deniedLabels });
    const person = createSignedInPerson({
      facts: token.person,
      graph: () => graphClient.forCall(run.call, use, personLimitMs),
      grantedScopes: token.scopes,
      signInName: () => signInAddress(run),
      now,
    });

    return {
      graph,
      extractText: documents.extractText,
      withDocumentRoom: documents.withRoom,
      deniedLabels,
      retrieval: run.retrieval,
      show: (pictures) => void shown.push(...pictures),
      grantedScopes: token.scopes,
      consent: {
        scopes: token.namedScopes ?? token.scopes,
        adminUrl: adminConsentUrl(caller.tenantId),
        knownUntilMs: token.usableUntilMs,
      },
      userId: caller.userId,
      tenantId: caller.tenantId.toLowerCase(),
      cloud,
      ...(caller.domain !== undefined && { userDomain: caller.domain }),
      now,
      timeZone: async () => (await person.timeZone()) ?? "UTC",
      clock: async () => personClock(await person.timeZone(), now()),
      ownAddresses: person.addresses,
      cursor: cursorFor(caller, tool),
      signal,
      reportProgress: progressReporter(run, now),
    };
  };
}
