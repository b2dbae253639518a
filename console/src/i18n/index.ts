/** What features use of the catalogue. */
export { defineMessages, type Language, LANGUAGE_NAMES, LANGUAGES } from "./catalogue";
export { useFormat, useLanguage, useLookUp, useMessages, useRichMessages } from "./context";
export type { Format } from "./format";
