import { medianOf } from "../load.ts";
import { rounded } from "../result-file.ts";
import { type Answered, graphDelayMs } from "./measure-questions.ts";
import { nameOf } from "./resources-to-read.ts";

/** What the questions to one tool cost: while the worker holds the person's token, and as their first call there. */
export interface Measured<Tool extends string = string> {
  tool: Tool;
  warm: readonly Answered[];
  cold: readonly Answered[];
}

const roundTrips = ({ waitMs }: Answered) => rounded(waitMs / graphDelayMs);
const spread = (values: readonly number[]) => ({ median: rounded(medianOf(values)), most: Math.max(...values) });

/** Median and most of Graph requests, of the time that a person waits, and of the same in round trips in a row. */
export function summaryOf(answered: readonly Answered[]) {
  return {
    requests: spread(answered.map(({ requests }) => requests)),
    waitSeconds: spread(answered.map(({ waitMs }) => rounded(waitMs / 1_000))),
    roundTrips: spread(answered.map(roundTrips)),
  };
}

/** Each question with its numbers. */
export function questionCosts({ warm, cold }: Measured) {
  return warm.map((answer, at) => ({
    question: nameOf(answer.question),
    requests: answer.requests,
    warm: roundTrips(answer),
    cold: roundTrips(cold[at] ?? answer),
    verdict: answer.verdict,
  }));
}

/** A table for the terminal. */
export function printMeasured(measured: Measured): void {
  console.log(`\n${measured.tool}`);
  for (const { question, requests, warm, cold, verdict } of questionCosts(measured)) {
    const numbers = [requests, warm.toFixed(2), cold.toFixed(2)].map((text) => String(text).padStart(6)).join(" ");
    console.log(`${numbers}  ${question}${verdict === "ok" ? "" : ` ${verdict}`}`);
  }
  for (const which of ["warm", "cold"] as const) {
    const { requests, waitSeconds, roundTrips: trips } = summaryOf(measured[which]);
    console.log(
      `${which}: ${requests.median} / ${requests.most} requests, ${waitSeconds.median} / ${waitSeconds.most} s, ` +
        `${trips.median} / ${trips.most} round trips`,
    );
  }
}
