/**
 * The document is damaged, or built in a way that our own code does not follow. pdf.js then reads the whole: it repairs
 * a lot, and never leaves out an object.
 */
export class UncertainPdf extends Error {
  constructor() {
    super("our own code can't follow how the document is built");
    this.name = "UncertainPdf";
  }
}
