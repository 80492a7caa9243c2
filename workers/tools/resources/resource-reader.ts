import type { ResourceKind, ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent } from "./resource-content.ts";

export type ResourceOf<Kind extends ResourceKind> = Extract<ResourceUri, { kind: Kind }>;

/** The requested part of a resource. Readers without lists or pages may ignore it. */
export interface ResourcePart {
  /** The position at which a list continues: a `nextPosition` of the same reader. Absent for the beginning. */
  position?: string | undefined;
  /** Pages of a document, from 1, inclusive. */
  startPage?: number | undefined;
  endPage?: number | undefined;
  /** Where the text continues, in UTF-16 code units of the whole text. Absent for the beginning. */
  at?: number | undefined;
  /** The page of the document on which that place is, and where the page begins in the whole text. */
  page?: { number: number; from: number } | undefined;
  /** The version of the resource from which the earlier parts were read, where known. */
  version?: string | undefined;
  /** Whether words are looked for, so that all pages from there are read, as far as the limits on documents allow. */
  isSearched?: boolean | undefined;
}

/** Whether an answer with this part says what the resource is: then its text doesn't say again who wrote it. */
export const isDescribed = ({ at, isSearched = false }: ResourcePart): boolean => at === undefined && !isSearched;

/** Reads resources of one kind. */
export interface ResourceReader<Kind extends ResourceKind> {
  /**
   * Returns the text, which `read_resource` splits into windows, or a page of a list. The text is whole, or has whole
   * pages of a document that are enough for one window. Rejects with a `ToolError`.
   */
  read(resource: ResourceOf<Kind>, context: ToolContext, part: ResourcePart): Promise<ResourceContent>;
}
