import * as z from "zod/mini";

/** What tabs of one studio say to each other. */
const message = z.object({
  kind: z.enum(["opened", "here", "left", "saved"]),
  path: z.string(),
  /** Which tab speaks, and which one is answered. */
  from: z.string(),
  to: z.optional(z.string()),
});

/** Milliseconds that a tab has to answer. */
const patience = 1500;

/** Tabs of the same browser with the same studio. */
export class OtherTabs {
  readonly #channel = new BroadcastChannel("sage-studio");
  readonly #name = String(Math.random());
  #path = "";
  #isAnswered = false;
  readonly #tell: (isOpen: boolean) => void;

  /** @param tell whether another tab had this file open first; `saved`: another tab has written it */
  constructor(tell: { readonly isOpen: (isOpen: boolean) => void; readonly saved: () => void }) {
    this.#tell = tell.isOpen;
    this.#channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const said = message.safeParse(data);
      if (!said.success || said.data.path !== this.#path) return;
      const { kind, from, to } = said.data;
      if (kind === "opened") this.#say("here", from);
      else if (kind === "here" && to === this.#name) {
        this.#isAnswered = true;
        tell.isOpen(true);
      } else if (kind === "saved") tell.saved();
      else if (kind === "left") {
        tell.isOpen(false);
        this.#say("opened");
      }
    });
    addEventListener("pagehide", () => this.#say("left"));
  }

  opened(path: string): void {
    this.#say("left");
    this.#path = path;
    this.#say("opened");
  }

  /** Whether the other tab is still there: one that was ended by force has not said that it left. */
  ask(): void {
    this.#isAnswered = false;
    this.#say("opened");
    setTimeout(() => {
      if (!this.#isAnswered) this.#tell(false);
    }, patience);
  }

  saved(): void {
    this.#say("saved");
  }

  #say(kind: z.infer<typeof message>["kind"], to?: string): void {
    if (this.#path === "") return;
    // oxlint-disable-next-line require-post-message-target-origin -- a channel reaches its own origin only
    this.#channel.postMessage({ kind, path: this.#path, from: this.#name, ...(to !== undefined && { to }) });
  }
}
