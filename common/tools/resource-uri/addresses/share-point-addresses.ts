import { isSharingLink } from "#common/tools/resource-uri/share-point-address.ts";
import { type AddressFields, type AddressForm, parameterOf } from "./address-form.ts";
import { noteAddresses } from "./note-addresses.ts";

const viewer = /\/_layouts\/15\/(?:doc|wopiframe|wopiframe2|xlviewer|powerpoint|wordviewer)\.aspx$/i;

/** Any address of an organisation's SharePoint or OneDrive; Graph is asked what it leads to. */
const asked = ({ href, hash }: URL): AddressFields => ({
  kind: "sharing-link",
  link: href.slice(0, href.length - hash.length),
});
const when = (fits: (url: URL) => boolean) => (url: URL) => (fits(url) ? asked(url) : undefined);

const isView = (url: URL) =>
  [parameterOf(url, "id"), parameterOf(url, "rootfolder")].some((path) => path?.startsWith("/") ?? false);

const site = "https://contoso.sharepoint.com/sites/marketing";
const library = "%2Fsites%2Fmarketing%2FShared%20Documents";

/** The addresses of SharePoint and OneDrive, and of OneNote in them. */
export const sharePointAddresses: readonly AddressForm[] = [
  ...noteAddresses,
  {
    leadsTo: "a file, folder or notebook, by a sharing link; it is never redeemed, which would grant access",
    example: "https://contoso.sharepoint.com/:w:/s/marketing/EaBcD_123?e=4xYz",
    read: when(isSharingLink),
  },
  {
    leadsTo: "a file, opened in Word, Excel or PowerPoint for the web",
    example: `${site}/_layouts/15/Doc.aspx?sourcedoc=%7B${"6E3B2F0E-58A1-4F6C-9D0D-7F1F3C1D2A3B"}%7D&file=Plan.docx`,
    read: when(({ pathname }) => viewer.test(pathname)),
  },
  {
    leadsTo: "a folder or file, as a view of a library or of OneDrive shows it",
    example: `${site}/Shared%20Documents/Forms/AllItems.aspx?id=${library}%2FReports`,
    read: when(isView),
  },
  {
    leadsTo: "a page of a site",
    example: `${site}/SitePages/Home.aspx`,
    read: when(({ pathname }) => /\/SitePages\/[^/]+\.aspx$/i.test(pathname)),
  },
  { leadsTo: "a file or folder, by its path", example: `${site}/Shared%20Documents/Plan.docx`, read: asked },
];
