/** As SharePoint and search write a time: without parts of a second. */
export const second = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
