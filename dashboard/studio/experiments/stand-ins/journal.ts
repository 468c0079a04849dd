/** What a search keeps on a disk; a page has none. */
export class SearchJournal {
  readonly kept = [];

  append(): void {}
}
