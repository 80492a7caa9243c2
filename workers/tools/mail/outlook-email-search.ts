import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { searchMail } from "./search-mail.ts";

/** Finds messages in one mailbox. */
export const outlookEmailSearchHandler = defineHandler(outlookEmailSearch, {
  run: searchMail,

  toBlocks({ messages, ...paging }) {
    return [...messages, paging];
  },
});
