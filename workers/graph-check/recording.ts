import type { Exchange } from "./watch.ts";

/** How a tenant answers each form of a request. No value, no id. */
export interface Recording {
  version: 1;
  requests: readonly (Pick<Exchange, "row" | "options" | "properties"> & {
    /** How often each status came, with its codes. */
    answers: readonly (Pick<Exchange, "status" | "codes"> & { times: number })[];
    medianMs: number;
    slowestMs: number;
  })[];
}

/** Requests of one form together: the order in which they came is nobody's business. */
export function recordingText(exchanges: readonly Exchange[]): string {
  const forms = Map.groupBy(exchanges, ({ row, options }) => JSON.stringify({ row, options }));
  const requests = [...forms].map(([form, same]) => {
    const times = same.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
    const answers = Map.groupBy(same, ({ status, codes }) => JSON.stringify({ status, codes }));
    return {
      ...JSON.parse(form),
      answers: [...answers].map(([answer, equal]) => ({ ...JSON.parse(answer), times: equal.length })),
      medianMs: times[Math.floor(times.length / 2)],
      slowestMs: times.at(-1),
      properties: [...new Set(same.flatMap(({ properties }) => properties))].sort(),
    };
  });
  return `${JSON.stringify({ version: 1, requests }, null, 1)}\n`;
}
