import { order, row, type Structures } from "./structure.ts";

/** The structure of PDF documents, as they are shown. */
export const pdfStructure: Structures = {
  "SPARSE-2024-INV-1234_borderless_table.pdf": [
    row("Product Code", "Location", "Expected", "Actual", "Variance", "Status"),
    row("SKU-9201", "780", "778", "OK"),
    row("C-15", "+15"),
    row("SKU-4563", "D-22", "156", "CRITICAL"),
    row("935", "+15", "OK"),
    row("SKU-9201", "Hardware", "$32.50", "$25,285.00", "2024-10-22", "Verified"),
    row("SKU-6678", "Software", "$200.00", "$42,000.00", "2024-10-25", "High Value"),
    order("Report ID:", "Variance Analysis:", "Detailed Analysis by Category:", "Extended Inventory Review:"),
  ],
  "movie-theater-booking-2024.pdf": [
    row("Order / Rev:", "2024-12-5678"),
    row("Billing Contact:", "accounting@premierent.com"),
    row("Start Date", "End Date", "# Shows", "Gross Amount", "Net Amount"),
    row("December 2024", "48", "$12,500.00", "$11,250.00", "85%"),
    row("Sarah Johnson", "NYC Metro", "NORTHEAST", "12/20/24 - 12/31/24", "100%"),
    row("1", "SCR-1", "12/20/24", "Holiday Spectacular", "IMAX 3D", "7:00 PM", "Daily", "12", "$250", "PM", "$3,000"),
    row("2", "SCR-2", "12/20-12/31", "Winter Wonderland", "4:30 PM", "Daily", "MT", "$150", "$3,600"),
    order("Booking Agency", "Customer", "Booking Summary", "Totals", "Show Details"),
  ],
  "REPAIR-2022-INV-001_multipage.pdf": [
    row("Insured name", "Gabriel Diaz", "Year", "2022"),
    row("Email", "gabriel@contoso.com", "VIN", "1C4RJFBG2NC123456"),
    row("Hours", "Rate", "Cost"),
    row("Paint Labor", "1.5", "150", "225"),
    row("Sales Tax", "10.20%", "278.46"),
    row("Insured name", "Bruce Wayne", "Year", "2025"),
  ],
  "bug1997343.pdf": [
    row("2.3 Figures and Tables", "2"),
    row("Name", "Value"),
    row("This", "11"),
    order("Abstract", "1 Introduction", "2 Document structures", "2.2 Lists", "2.4 Theorems"),
  ],
  "issue11656.pdf": [
    row("שלום עולם מה שלום כולם?"),
    row("לחיוב פעולות אלה לפי סעיף", "15(ב)(4)", "לחוק מבקר המדינה"),
    order("אני יורד מן החוטים,", "כמו כל הילדים."),
  ],
  "issue16538.pdf": [
    order("標準 マーケットモデルは 2 次元で説明する.", "無裁定条件の議論", "利点は実確率でのモデル", "本当使"),
  ],
  "issue17730.pdf": [order("Linking to an internal destination", "Linking to a website", "About Antenna House")],
  "file_pdfjs_test.pdf": [
    order("In production", "buildbot automation", "compiled-code (B)", "xpcshell (X)", "Mochitest (M)"),
  ],
};
