import { markdownTable } from "#test/support/marked-block.ts";
import { aadstsRows } from "./aadsts-rows.ts";
import { answerRows, fileRows } from "./answer-rows.ts";
import { refusalRows } from "./refusal-rows.ts";
import { type TroubleRow, troubleCells } from "./row.ts";
import { lostRows, oauthRows, pageRows } from "./sign-in-rows.ts";

const table = (rows: readonly TroubleRow[], seen: string, prefix = ""): string =>
  markdownTable(["code", seen, "cause, and what to do", "who fixes it"], troubleCells(rows, prefix));

/** The tables of docs/troubleshooting.md, by the names of their blocks. */
export function troubleshootingTables(): Readonly<Record<string, string>> {
  return {
    aadsts: table(aadstsRows(), "where it shows"),
    pages: table(pageRows(), "what the page says", "page-"),
    lost: table(lostRows(), "what the page says", "page-"),
    oauth: table(oauthRows(), "where it shows", "sign-in-"),
    answers: table(answerRows(), "where it shows", "answer-"),
    refusals: table(refusalRows(), "status", "refusal-"),
    files: markdownTable(["code", "what the answer says", "what to do"], fileRows()),
  };
}
