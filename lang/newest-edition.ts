/** The newest edition of the language; the number behind the word `sage` at the top of a file. */
export const newestEdition = 1;
