import type { Connection } from "./connection.js";
import { diagnosticsOf } from "./diagnostics.js";
import type { Workspace } from "./workspace.js";

/** What takes longer than this is waited for a little, so that typing comes first. */
const quick = 60;
const longestDelay = 1_500;

/** Tells the client what is wrong in its files: soon after a change, and never of a text that is gone. */
export class Checker {
  /** Whether the client is told, or asks. */
  pushes = true;
  /** Whether a client that asks can be told to ask again. */
  refreshes = false;
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private lastDuration = 0;

  constructor(
    private readonly connection: Connection,
    private readonly workspace: Workspace,
  ) {}

  /** Checks a file once nothing newer waits. */
  schedule(uri: string): void {
    if (!this.pushes) return;
    clearTimeout(this.waiting.get(uri));
    const patience = this.lastDuration > quick ? Math.min(longestDelay, 2 * this.lastDuration) : 0;
    const delay = Math.max(this.workspace.settings.diagnostics.delay, patience);
    this.waiting.set(
      uri,
      setTimeout(() => {
        this.waiting.delete(uri);
        this.check(uri);
      }, delay),
    );
  }

  /** Checks all open files: settings or files around them have changed. */
  checkAll(): void {
    for (const { uri } of this.workspace.documents) this.schedule(uri);
    this.askAgain();
  }

  /** Checks the open files that read others which have changed. */
  refresh(): void {
    const stale = this.workspace.refresh();
    for (const uri of stale) this.schedule(uri);
    if (stale.length > 0) this.askAgain();
  }

  private askAgain(): void {
    if (!this.pushes && this.refreshes) void this.connection.sendRequest("workspace/diagnostic/refresh");
  }

  /** A closed file has nothing wrong any more. */
  forget(uri: string): void {
    clearTimeout(this.waiting.get(uri));
    this.waiting.delete(uri);
    if (this.pushes) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  stop(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }

  private check(uri: string): void {
    const document = this.workspace.find(uri);
    if (document === undefined) return;
    const { now } = this.workspace.host;
    const start = now();
    const diagnostics = [...diagnosticsOf(document, this.workspace.settings)];
    this.lastDuration = now() - start;
    void this.connection.sendDiagnostics({ uri, version: document.version, diagnostics });
  }
}
