import type { RunReport } from "#common/queue/protocol.ts";
import type { Workload } from "#common/workload.ts";
import type { Admission, Place } from "./admission/shared-admission.ts";
import type { PendingCall } from "./open-call.ts";
import type { RunQueued } from "./queue/run-queued.ts";

/** A job of a call: the call itself, or a part of it. */
export interface CallJob {
  pending: PendingCall;
  workload: Workload;
  /** Gets the worker's report on its run, before the answer. */
  onReport(report: RunReport): void;
}

/**
 * Admits the jobs of one call, queues those that were admitted side by side, and waits for all of them. Resolves with
 * what became of each, in their order. Rejects only as `onAdmitted` does, which gets the admitted ones, if there are
 * any, before anything is queued: then nothing is.
 */
export type RunJobs = <Job extends CallJob>(
  jobs: readonly Job[],
  onAdmitted: (admitted: readonly Job[]) => Promise<void>,
) => Promise<PromiseSettledResult<readonly Buffer[]>[]>;

export function createRunJobs(dependencies: {
  runQueued: RunQueued;
  admission: Admission;
  queueWaitMs: number;
}): RunJobs {
  const { runQueued, admission, queueWaitMs } = dependencies;

  async function answerOf({ pending, workload, onReport }: CallJob, place: Place): Promise<readonly Buffer[]> {
    let slotMs: number | undefined;
    const options = {
      workload,
      priority: place.priority,
      queueWaitMs,
      onReport(report: RunReport) {
        ({ slotMs } = report);
        onReport(report);
      },
    };
    try {
      return await runQueued(pending, options);
    } finally {
      place.leave(slotMs);
    }
  }

  return async function runJobs(jobs, onAdmitted) {
    const admitted = await Promise.allSettled(
      jobs.map(async (job) => ({ job, place: await admission.admit(job.pending.call, job.workload) })),
    );
    const inside = admitted.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    try {
      if (inside.length > 0) await onAdmitted(inside.map(({ job }) => job));
    } catch (error) {
      for (const { place } of inside) place.leave();
      throw error;
    }
    return await Promise.allSettled(
      admitted.map(async (one) => {
        if (one.status === "rejected") throw one.reason;
        return await answerOf(one.value.job, one.value.place);
      }),
    );
  };
}
