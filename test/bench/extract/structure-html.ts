import { order, row, type Structures } from "./structure.ts";

/** The structure of web pages, as a browser shows them. */
export const htmlStructure: Structures = {
  "test_blog.html": [
    order("April 21, 2023", "Chi Wang", "TL;DR:", "Experiment Setup", "Experiment Results"),
    order("$0.02 per instance:", "gpt-3.5-turbo, a relatively cheap model", "gpt-4, the state of the art LLM"),
    order("temperature: The parameter", "top_p: The parameter", "max_tokens: The maximum number", "n: The number of"),
    order("level 2 Algebra test set.", "level 4 Algebra.", "On level 5 the result is similar."),
  ],
  "boilerplate-whitespace.html": [
    order("item_a", "item_b", "Whitespace should not be added"),
    // Emphasis inside a word is no gap.
    row("breaks CJK: 有什么需要我帮你的?"),
    order("breaks CJK:", "Here's another paragraph of text.", "This is the end of the text.", "footer"),
  ],
};
