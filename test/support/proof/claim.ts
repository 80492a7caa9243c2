/**
 * Something that tests prove, as a page for people says it. A test carries the id in a comment of its own above its
 * call, `// proves A3`; a file whose tests prove it together has the comment at its top. So a test or file may have any
 * name.
 */
export interface Claim {
  /** A letter for the table and a number, which stays. */
  readonly id: string;
  readonly text: string;
  /** What is shared by those whom it keeps apart. */
  readonly source?: string;
  /** What is not covered, or comes later. */
  readonly note?: string;
  /** What shows it where that is no test. */
  readonly command?: string;
}
