import { callsOf } from "../call-tool.ts";

/** What `read_resource` answers. */
export const read = callsOf("read_resource");
