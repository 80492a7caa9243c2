import { order, row, type Structures } from "../structure.ts";

/** The structure of PDF documents that packages ship, as they are shown. */
export const pdfFacts: Structures = {
  // Scientific papers in two columns, with tables over both or within one.
  "pdf-parse/test/data/01-valid.pdf": [
    row("Loops", "Trees", "Traces", "Aborts", "Flushes", "Trees/Loop", "Traces/Tree", "Traces/Loop", "Speedup"),
    row("3d-cube", "25", "27", "29", "3", "0", "1.1", "1.1", "1.2", "2.20x"),
    row("access-binary-trees", "0", "0", "0", "5", "0", "-", "-", "-", "0.93x"),
    row("crypto-aes", "50", "72", "78", "19", "0", "1.4", "1.1", "1.6", "1.64x"),
    row("string-validate-input", "6", "10", "13", "1", "0", "1.7", "1.3", "2.2", "1.86x"),
    order("Abstract", "Dynamic languages such as JavaScript", "Keywords", "1. Introduction", "and is used for the"),
    order("Hence, recording and compiling a trace", "Figure 1.", "2. Overview: Example Tracing Run"),
    order("The implementation does not currently trace recursion, so", "Two programs trace well,", "8. Related Work"),
    order("9. Conclusions", "10. Future Work", "Acknowledgments", "References"),
  ],
  "pdf-parse/test/data/02-valid.pdf": [
    row("RMS (nm)", "0.99", "1.75"),
    row("FF", "0.67", "0.62"),
    row("η (%)", "9.13", "13.52"),
    order("Performance evaluation of a GaInP/GaAs", "Yunus Özen", "1. Introduction", "2. Experimental method"),
    order("3. Results and discussion", "4. Conclusion", "Acknowledgements", "References"),
    order("According to literature, solar cells", "Tunnel junctions (TJs) are highly doped"),
  ],
  "pdf-parse/test/data/04-valid.pdf": [
    row("Arithmetic Mean", "Standard Deviation", "Minimum", "Maximum"),
    row("Age (years)", "24.21", "3.41", "18.00", "32.00"),
    row("Height (cm)", "173.2", "7.04", "162", "185"),
    row("Weight (kg)", "67.85", "5.17", "62.32", "77.67"),
    row("SERUM", "Before Exercise", "25.59", "1.59", "1.980", ".052"),
    row("NO U/ml", "Immediately After Exercise", "21.45", "2.08"),
    order("Aim:", "Materials and Methods:", "Results:", "Conclusions:", "Key Words:", "Amaç:", "Sonuç:"),
    order(
      "Introduction",
      "Until 15-20 years ago,",
      "NO radical prevents",
      "Materials and Methods",
      "Selection of the Subjects",
    ),
    order("Table 1.", "Table 2.", "Figure 1.", "Discussion", "References"),
    order("1. Palmer RMJ,", "2. Tüzün, M.", "13. Duncan K,", "14. Moncada S,", "23. Jungersten L,"),
  ],
  "pdf-parse/test/data/05-versions-space.pdf": [order("Dadfrtfjh,mgf", "v.0.01")],
  // A table with lines; a cell has several lines of text.
  "pdf-table-extractor/temp.pdf": [
    order(
      "水稻病害",
      "一、稻種消毒",
      "為消滅附著在稻種上的稻熱病",
      "25.9%得克利",
      "50%免賴得",
      "80%多得淨",
      "25%撲克拉乳劑",
    ),
    row("25.9%得克利", "24", "2,000", "稻種直接消毒24小時後，"),
    row("50%免賴得", "4～12", "1,000", "稻種預先浸水催芽，至萌", "1.稻種消毒後不必水洗"),
    row("25%撲克拉乳劑", "24", "1,000", "稻種直接消毒24小時後，"),
    row("41.8%腐絕水懸劑", "1～6", "2,000", "稻種預先浸水催芽，然後", "1.消毒後即可播種。"),
    row("40%腐絕", "24", "1,500", "稻種直接消毒後再浸水催"),
  ],
};
