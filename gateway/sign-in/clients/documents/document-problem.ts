/**
 * Why a client that names its document is not known: the document can't be had, or does not say what it must. It does
 * not tell an address that is refused from one that does not answer: names inside the operator's network could be
 * found out by that.
 */
export class DocumentProblem extends Error {
  override readonly name = "DocumentProblem";
  readonly problem: "document_unreachable" | "document_unfit";

  constructor(problem: DocumentProblem["problem"]) {
    super(problem);
    this.problem = problem;
  }
}
