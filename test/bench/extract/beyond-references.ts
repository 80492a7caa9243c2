/**
 * What people see in documents and the programs that made the reference texts left out: text boxes, comments, what is
 * printed above a sheet, footers of slides. Written by hand, by looking at the document. It is neither asked for nor
 * held against a text.
 */
export const beyondReferences: Readonly<Record<string, string>> = {
  "simple-monthly-budget.xlsx":
    "Need to add more entries? Start typing below the last entry and the table will automatically expand when you " +
    "press Enter.",
  "WithVariousData.xlsx": "This is a comment. Comment #1. This is the header on sheet 1",
  "layouts.pptx": "Apache Software Foundation",
  "right-to-left.xlsx": "test comment تعليق الاختبار",
};
