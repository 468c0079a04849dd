import type { Clock } from "../runtime/live/clock.js";
import type { EventBus } from "../runtime/live/events.js";

export interface LiveWatch {
  /** Tells a person something without tearing the table. */
  say(sentence: string): void;
  close(): Promise<void>;
}

export interface WatchRequest {
  readonly bus: EventBus;
  /** Where the table is drawn; null: nowhere. */
  readonly screen: (NodeJS.WriteStream & { readonly isTTY: boolean }) | null;
  readonly clock: Clock;
  /** File of the log; undefined: none. */
  readonly log: string | undefined;
  readonly say: (sentence: string) => void;
}

/**
 * What looks on besides the desk: the table on a terminal, the log, and notifications as the environment sets them.
 * @throws WatchError, DataError
 */
export async function watchLive({ bus, screen, clock, log, say }: WatchRequest): Promise<LiveWatch> {
  const [{ readNotifySettings }, { watchNotifications }, { machineClock }] = await Promise.all([
    import("../runtime/live/watch/settings.js"),
    import("../runtime/live/watch/notifications.js"),
    import("../runtime/live/clock.js"),
  ]);
  const settings = readNotifySettings(process.env);
  const closing: (() => unknown)[] = [];
  let tell = say;
  if (log !== undefined) {
    const { watchLog } = await import("../runtime/live/watch/live-log.js");
    const run = `${new Date().toISOString()}-${process.pid}`;
    const opened = watchLog(bus, { path: log, run });
    closing.push(() => opened.close());
  }
  if (settings.channels.length > 0) {
    const notifications = watchNotifications(bus, {
      ...settings,
      kinds: settings.kinds ?? allKinds,
      // People wait by their own clock, however fast a replay runs.
      clock: machineClock,
      onFailure: (_, { code, message }) => tell(`note: ${message} (${code})`),
    });
    closing.push(() => notifications.close());
  }
  if (screen !== null) {
    const { openLiveView } = await import("./live-view.js");
    const view = openLiveView(screen, clock);
    const end = bus.listen((event) => view.tell(event));
    tell = view.say;
    closing.push(end, () => view.close());
  }
  return {
    say: (sentence) => tell(sentence),
    close: async () => {
      for (const close of closing) await close();
      tell = say;
    },
  };
}

const allKinds = new Set(["trade", "alert", "trouble", "switch"] as const);
