/** One generated page: its path below `docs/` and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}
