import { order, row, type Structures } from "./structure.ts";

/** The structure of presentations, as PowerPoint shows them. */
export const pptxStructure: Structures = {
  "test.pptx": [
    row("ColA", "ColB", "ColC", "ColD", "ColE", "ColF"),
    row("7", "8", "9", "1b92870d-e3b5-4e65-8153-919f4ff45592", "11", "12"),
    // The chart has a column for each year.
    row("2000", "2000"),
    row("2003", "2003"),
    order("A chart to test parsing:", "a3f6004b-6f4f-4ea8-bee3-3741f4dc385f", "Series 1", "2003"),
    order("A Nested Shape parsing", "This is a nested shape with content in 2 shapes", "Comment 1", "Sub comment 2"),
  ],
  // Drawn in another order than people read.
  "45541_Footer.pptx": [
    order("Removing financing obstacles", "Access to Finance for Local Governments", "March 17, 2006", "Antonio Vives"),
    order("Project finance cycle", "NEEDS", "Preparation", "Structuring", "Financing", "One of the major obstacles"),
  ],
  "2411-Performance_Up.pptx": [
    order("http://httpd.apache.org/docs/1.3/misc/perf-tuning.html", "says:", "“Apache is a general"),
    row("Client IP", "222.127.111.234"),
    row("Status Code", "200"),
    row("RFC 1413 ident", "-"),
    order("Apache Performance Tuning", "Part 1: Scaling Up", "Hello crowd, welcome. Introduce self."),
    order("ErrorLog", "LogLevel: debug, info, notice, warn, error, crit", "Configurable level of detail"),
  ],
  "smartart-simple.pptx": [
    order("This file contains a SmartArt diagram", "Shapes are styled with theme"),
    order("abc", "def", "ghi"),
  ],
  "SampleShow.pptx": [
    order("Title of the first slide", "I am the notes of the first slide", "This is the second slide"),
    order("It has bullet points on it", "These are the notes of the 2nd slide", "THIS LINE IS BOLD"),
  ],
  "layouts.pptx": [
    order("Centered Title", "subtitle", "Content", "Level 9", "Section Header", "Left", "Level 6", "Right"),
    order("Headers & Footers", "This slide has the following stuff:", "Slide Number"),
  ],
  "with_japanese.pptx": [
    row("Row 1 Col 1", "Row 1 Col 2", "Row 1 Col 3"),
    row("Row 2 Col 1", "Row 2 Col 2", "Row 2 Col 3"),
    // The text box lies above the table.
    order("Here is a text box", "Row 1 Col 1"),
    order("Bullet 1", "Number bullet 1", "Suddenly some Japanese text:", "ゾルゲと尾崎、淡々と最期"),
  ],
};
