/** Channels of the WebSocket; docs/api.md says what each tells. */
export type Channel = "trades" | "positions" | "portfolio" | "prices" | "signals" | "events";

/** What a view wants to hear of. Without a strategy or market: of all. */
export interface Want {
  readonly channels: readonly Channel[];
  readonly strategy?: number | undefined;
  /** Key of an arena. */
  readonly market?: string | undefined;
}

interface Filter {
  readonly strategy_id?: readonly number[];
  readonly market?: readonly string[];
}

/** A message that subscribes channels which share a filter. */
export interface Subscription {
  readonly channels: readonly Channel[];
  readonly filters: Filter;
}

/** What all wants together ask of each channel, in a fixed order; as JSON, so that equal ones are found equal. */
export function filtersOf(wants: Iterable<Want>): ReadonlyMap<Channel, string> {
  const parts = new Map<
    Channel,
    { readonly strategies: Set<number | null>; readonly markets: Set<string | null> }
  >();
  for (const { channels, strategy, market } of wants)
    for (const channel of channels) {
      const part = parts.get(channel) ?? { strategies: new Set(), markets: new Set() };
      part.strategies.add(strategy ?? null);
      part.markets.add(market ?? null);
      parts.set(channel, part);
    }
  return new Map(
    [...parts].map(([channel, { strategies, markets }]) => {
      const filter: Filter = {
        ...(strategies.has(null)
          ? {}
          : { strategy_id: [...strategies].filter((id) => id !== null).toSorted() }),
        ...(markets.has(null) ? {} : { market: [...markets].filter((key) => key !== null).toSorted() }),
      };
      return [channel, JSON.stringify(filter)];
    }),
  );
}

/** Messages that make a connection which has `before` have `after`. */
export function changesOf(
  before: ReadonlyMap<Channel, string>,
  after: ReadonlyMap<Channel, string>,
): { readonly subscribe: readonly Subscription[]; readonly unsubscribe: readonly Channel[] } {
  const groups = new Map<string, Channel[]>();
  for (const [channel, filter] of after)
    if (before.get(channel) !== filter) groups.set(filter, [...(groups.get(filter) ?? []), channel]);
  return {
    subscribe: [...groups].map(([filter, channels]) => ({ channels, filters: JSON.parse(filter) as Filter })),
    unsubscribe: [...before.keys()].filter((channel) => !after.has(channel)),
  };
}
