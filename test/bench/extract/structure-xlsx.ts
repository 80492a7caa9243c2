import { order, row, type Structures, unit } from "./structure.ts";

/** The structure of workbooks, as Excel shows them. */
export const xlsxStructure: Structures = {
  "simple-monthly-budget.xlsx": [
    unit("Other", "$250"),
    unit("Rent/mortgage", "$800"),
    unit("Cell phone", "$45"),
    row("Total Monthly Income", "Total Monthly Expenses", "Balance"),
    row("Item", "Amount"),
    // A chart and two text boxes stand beside the cells.
    order("SIMPLE MONTHLY BUDGET", "MONTHLY INCOME", "MONTHLY EXPENSES", "Miscellaneous", "ChartData", "Expenses"),
    order("Miscellaneous", "Need to add more entries? Start typing below the last entry"),
  ],
  "45544.xlsx": [
    unit("U.S. Citizens/Permanent Residents", "99.4%"),
    unit("International", "32%"),
    unit("Finance - Investment Banking", "118", "$900"),
    row("Employment Profile", "Percent", "Number"),
    row("Finance - Real Estate", "4", "Insufficient(2)"),
    row("Region", "Percent", "Number", "Median"),
    // Which cell a comment is about.
    row("A31:", "testdoc"),
    order("Profile of the Class of 2007", "New Hires by Function - Intern", "Top Six Functions - Intern"),
    order("Seeking Employment", "Job Offers(1)", "Job Acceptances(1)", "Demographic Profile(2)", "Mean Age"),
    // The title and a point of the chart below its cells.
    order("(1) Eleven students in the Class of 2007", "Top Six Functions - Intern", "All Others", "21.9%"),
  ],
  "DataTableCities.xlsx": [
    unit("Shanghai, China", "31.23°"),
    unit("Pyongyang, North Korea", "39.02°"),
    unit("Lagos, Nigeria", "3.47°"),
    unit("Moscow, Russia", "37.62°"),
    row("City", "Latitude", "Longitude", "Population"),
    row("Row Labels", "Sum of Latitude", "Sum of Longitude", "Sum of Population"),
    row("Longitude", "Small Cities"),
    order("Big City Average Location", "Total city population in 12 random cities", "Small Cities", "Grand Total"),
  ],
  "WithVariousData.xlsx": [
    row("22.3", "Foo", "This is a really long cell, with lots of text in it"),
    row("26.7", "Foo Foo", "Link to http://poi.apache.org/"),
    row("C5:", "Nick Burch:", "This is a comment"),
    row("C7:", "Nick Burch:", "Comment"),
    order("I have two comments", "We have a header", "We have a footer"),
  ],
  "right-to-left.xlsx": [row("A3:", "test comment"), row("A3:", "تعليق الاختبار"), order("text", "123", "نص")],
  "xlookup.xlsx": [
    row("8389", "Dianne Pugh", "Finance"),
    row("Tax Rate", "Max Income"),
    row("Income", "Tax Rate"),
    row("Sales Rep", "Total Sales"),
    row("Bonus", "15000"),
    row("# eligible", "5"),
    order("Dianne Pugh", "EmpID", "Ned Lanning", "Marguerite Cervantes", "xyz39475", "Mariya Sergienko"),
  ],
  "51519.xlsx": [row("1", "豊田", "豊田車会社"), row("14", "福建", "鉄観音", "烏龍茶鉄観音")],
  "test.xlsx": [
    row("Alpha", "Beta", "Gamma", "Delta"),
    row("58", "6ff4173b-42a5-4784-9b19-f49caff4d93d", "22", "9"),
    row("13", "14", "15", "affc7dad-52dc-4b98-9b5d-51e65d8a8ad0"),
    order("Alpha", "ColA"),
  ],
};
