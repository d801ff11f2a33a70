/**
 * A text that no spreadsheet takes for a formula, nor any part of it, whether it separates cells by commas, semicolons or tabs:
 * many do not know what quotes are for until a cell begins with one. An apostrophe stands before each beginning of a formula,
 * and the rest is as it was.
 */
export function plainText(text: string): string {
  return text.replace(BEFORE_FORMULAS, "'");
}

/** Where a cell may begin, before what makes a formula of it: a sign, in any width, after blanks and quotes or none. */
const BEFORE_FORMULAS = /(?<=^|[,;\t\r\n\v\f\u{85}\u{2028}\u{2029}])(?=[\t\r]|[\s"]*[=+\-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}])/gu;
