/** Texts pasted from slides and PDFs hold characters that the API refuses and that show nowhere. */

/** Line breaks of other programs: vertical tab, form feed, next line, Unicode's own separators. */
const BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** Control characters besides tab and line break, and marks of direction. */
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Several lines, without characters that show nowhere. */
export const cleanLines = (text: string) => text.replace(BREAKS, "\n").replace(INVISIBLE, "").trim();

/** One line. */
export const cleanLine = (text: string) => cleanLines(text).replace(/[\n\t]+/g, " ");

/** Whether anything of it can be seen: a zero-width space or a Hangul filler is no name. */
export const isVisible = (text: string) => /[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
