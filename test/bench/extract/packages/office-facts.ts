import { order, row, type Structures } from "../structure.ts";

/** The structure of Office documents that packages ship, as Word, Excel and PowerPoint show them. */
export const officeFacts: Structures = {
  "mammoth/test/test-data/tables.docx": [
    row("Top left", "Top right"),
    row("Bottom left", "Bottom right"),
    order("Above", "Top left", "Top right", "Bottom left", "Bottom right", "Below"),
  ],
  "mammoth/test/test-data/footnotes.docx": [order("A tachyon walks into a bar.", "Fin.")],
  "mammoth/test/test-data/endnotes.docx": [order("A tachyon walks into a bar.", "Fin.")],
  "mammoth/test/test-data/simple-list.docx": [order("Apple", "Banana")],
  "mammoth/test/test-data/text-box.docx": [row("Datum plane")],
  "docx4js/__tests__/files/loader.docx": [
    // Two runs of letters are one word.
    row("The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog."),
  ],
  "docx4js/__tests__/files/loader.xlsx": [row("test")],
  "convert-excel-to-json/tests/test-data.xlsx": [
    row("id", "first_name", "last_name", "email", "gender", "ip_address"),
    row("1", "Judith", "Bennett", "jbennett0@cargocollective.com", "Female", "190.37.72.226"),
    row("24", "Debra", "Oliver", "dolivern@yolasite.com", "Female", "187.87.117.203"),
    row("25", "Jack", "Bishop", "Male", "154.11.84.148"),
    row("43", "Joseph", "Price", "jprice16@cmu.edu", "Male"),
    order("Judith", "Denise", "Debra", "Jack", "Alice", "Joseph"),
  ],
  "convert-excel-to-json/tests/test-data-2.xlsx": [
    row("date", "number"),
    order("date", "number", "1", "2", "3", "9", "10"),
  ],
  "docx4js/__tests__/files/loader.pptx": [order("hello", "How are you doing", "Good moarning", "This is a solution")],
  "pptx2json/fixtures/test.pptx": [
    order("パワポ・テスト", "難しい髙", "フォント メイリオ", "基礎", "科学的手法", "研究", "最終論文"),
    order("6", "基礎", "7", "科学的手法", "8", "研究", "9", "最終論文"),
  ],
};
