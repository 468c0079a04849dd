import type { Clock } from "../clock.js";
import type { EventBus } from "../events.js";
import { noticesOf, type Notice, type NoticeChannel } from "./notice.js";
import { WatchError } from "./watch-error.js";

export interface NotificationOptions {
  readonly channels: readonly NoticeChannel[];
  readonly clock: Clock;
  /** Kinds that are told; default all. */
  readonly kinds?: ReadonlySet<Notice["kind"]>;
  /** Texts that must never leave, whatever a message says. */
  readonly secrets?: readonly string[];
  /** Told once of each channel's failures in a row. */
  readonly onFailure: (channel: string, error: WatchError) => void;
}

/** Notices of one key within so many milliseconds are one. */
const sameWithin = 600_000;
/** At most so many a minute and channel; what is more is counted and told as one. */
const mostPerMinute = 20;
const minute = 60_000;
const mostTries = 4;
const firstPause = 1000;
const longestPause = 60_000;
const mostWaiting = 200;

/** One receiver with its own queue: a slow one holds up neither the desk nor the others. */
class Outlet {
  readonly #waiting: Notice[] = [];
  readonly #sent: number[] = [];
  #left = 0;
  #isFailing = false;
  #work: Promise<void> | null = null;

  constructor(
    readonly channel: NoticeChannel,
    readonly options: NotificationOptions,
    readonly signal: AbortSignal,
  ) {}

  put(notice: Notice): void {
    const now = this.options.clock.now();
    while (this.#sent[0] !== undefined && this.#sent[0] <= now - minute) this.#sent.shift();
    if (this.#sent.length >= mostPerMinute || this.#waiting.length >= mostWaiting) {
      this.#left++;
      return;
    }
    this.#sent.push(now);
    this.#waiting.push(notice);
    this.#work ??= this.#send().finally(() => (this.#work = null));
  }

  async flush(): Promise<void> {
    await this.#work;
  }

  async #send(): Promise<void> {
    for (let notice = this.#waiting.shift(); notice !== undefined; notice = this.#waiting.shift()) {
      const left = this.#waiting.length === 0 ? this.#left : 0;
      this.#left -= left;
      const more = left === 0 ? "" : ` (${left} more ${left === 1 ? "was" : "were"} left out)`;
      await this.#deliver({ ...notice, text: `${notice.text}${more}` });
    }
  }

  async #deliver(notice: Notice): Promise<void> {
    const { clock, onFailure } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.channel.send(notice, this.signal);
        this.#isFailing = false;
        return;
      } catch (cause) {
        const error =
          cause instanceof WatchError
            ? cause
            : new WatchError("SAGE8580", `The ${this.channel.name} could not be told.`);
        if (error.isPassing && attempt < mostTries && !this.signal.aborted) {
          const pause = error.retryAfter ?? firstPause * 2 ** (attempt - 1);
          await clock.sleep(Math.min(pause, longestPause), this.signal).catch(() => undefined);
          continue;
        }
        if (!this.#isFailing) onFailure(this.channel.name, error);
        this.#isFailing = true;
        return;
      }
    }
  }
}

export interface Notifications {
  tell(notice: Notice): void;
  /** Waits for what is under way, but not longer than so many milliseconds, and ends. */
  close(patience?: number): Promise<void>;
}

/** Tells people of what matters on a desk, never more than they can bear, and never delays a decision. */
export function watchNotifications(bus: EventBus, options: NotificationOptions): Notifications {
  const { clock, kinds, secrets = [], channels } = options;
  const stop = new AbortController();
  const outlets = channels.map((channel) => new Outlet(channel, options, stop.signal));
  const told = new Map<string, number>();
  const tell = (notice: Notice): void => {
    if (kinds !== undefined && !kinds.has(notice.kind)) return;
    const now = clock.now();
    for (const [key, at] of told) if (at <= now - sameWithin) told.delete(key);
    if (told.has(notice.key)) return;
    told.set(notice.key, now);
    const text = withoutSecrets(notice.text, secrets);
    for (const outlet of outlets) outlet.put({ ...notice, text });
  };
  const end = bus.listen((event) => {
    for (const notice of noticesOf(event)) tell(notice);
  });
  return {
    tell,
    close: async (patience = 3000) => {
      end();
      const timer = setTimeout(() => stop.abort(), patience);
      await Promise.all(outlets.map((outlet) => outlet.flush()));
      clearTimeout(timer);
    },
  };
}

const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "•••")), text);
