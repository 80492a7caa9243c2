import { numbered, order, row, type Structures } from "./structure.ts";

/** The structure of Word documents, as Word shows them. */
export const docxStructure: Structures = {
  "ComplexNumberedLists.docx": [
    ...numbered(
      "1. Entry #1",
      "2. Entry #2, with children",
      "a. 2-a",
      "b. 2-b",
      "c. 2-c",
      "3. Entry #3",
      "4. Entry #4",
    ),
    ...numbered("1. Restarted to 1 from 5", "2. Restarted @ 2", "3. Restarted @ 3"),
    ...numbered("10. Jump to new list at 10", "11. Now 11", "12. Carrying on @ 12", "13. Carrying on @ 13"),
    order("3. Restarted @ 3", "10. Jump to new list at 10", "Normal text here", "12. Carrying on @ 12", "All done!"),
  ],
  "delins.docx": [
    order("Tika can be:", "A Nepalese name for", "A place in", "A name in various Indian languages (ṭīkā) for"),
    order("March 2009: Apache Tika Release", "February 2009: Lucene at ApacheCon Europe 2009 in Amsterdam"),
  ],
  "form_footnotes.docx": [
    row("04 - Country of citizenship", "05 - Sex", "06 - Marital status"),
    row("07 - Passport", "08 - Issuing country", "09 - Expiration date"),
    row("17 - Business address", "18 - Business telephone"),
    row("25 - Address in Brazil where you will be staying", "26 - Telephone"),
    row("Day", "Month", "Year"),
    order("VISA APPLICATION FORM", "Attach photo here", "FOR OFFICIAL USE ONLY", "INSTRUCTIONS"),
  ],
  "IllustrativeCases.docx": [
    row("2006", "2007"),
    // Columns of figures, each typed into one cell: what belongs together stands on one line.
    row("Gross Income 17,542 17,542"),
    row("Net Cash Income 16,717 17,542"),
    row("Total Liability 3,105 2,206"),
    row("Deductions as a % of Gross Income 12.4% 8.8%"),
    order("(V) ILLUSTRATIVE CASES", "Patrick", "Siobhan", "Annemarie and Keith"),
  ],
  "heading123.docx": [order("First paragraph", "Second paragraph", "Third paragraph")],
  "HeaderFooterUnicode.docx": [
    order("That’s it for page one", "This is page two.", "Les Précieuses ridicules."),
    order("GBP - £", "EUR - €", "Molière"),
  ],
  // "XXX" is a word of the document.
  "endnotes.docx": [order("A pendant worn in place of the red spot", "Tika Waylan, a major character", "XXX")],
  // Numbers that are typed, with tabs behind them.
  "stress011.docx": [
    row("أولاً", "مقدمة", "3"),
    row("رابعاً", "المبادئ العامة للاتفاقية", "6"),
    row("ألف", "الحق في التنمية", "6"),
    row("خامس عشر", "النشر", "27"),
    order("اتفاقيـة حقوق الطفل", "المحتويات", "أولاً", "ثانياً", "خامس عشر", "تُعرّف اتفاقية حقوق الطفل"),
    order("فيما يلي أهداف هذا التعليق العام:", "(أ)", "(ب)", "(ج)", "(د)", "حجج التركيز على المراهقين"),
  ],
  "stress019.docx": [
    row("１", "提案内容の妥当性・的確性", "提案内容が趣旨に整合しているか", "妥当", "普通"),
    row("担当者", "担当者の人数が３名以上である。", "５"),
    order("１．委託業務の名称", "２．業務目的", "４．委託業者に求めること", "５．委託業者選定方法", "６．応募方法"),
  ],
  "test.docx": [
    row("1", "2", "3", "4", "5", "6"),
    row("13", "14", "49e168b7-d2ae-407f-a055-2167576f39a1", "15", "16", "17"),
    row("24", "25", "26", "27", "28", "29"),
    order("Abstract", "Introduction", "Here is a random table for .docx parsing test purposes:", "Test Image:"),
  ],
};
