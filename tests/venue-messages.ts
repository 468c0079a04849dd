import { kirbyDialect } from "../runtime/live/kirby/protocol.js";
import { Fundings } from "../runtime/live/kirby/fundings.js";
import type { Market } from "../runtime/live/market.js";
import { binanceFutures, binanceSpot } from "../runtime/live/venues/dialects/binance.js";
import { bybit } from "../runtime/live/venues/dialects/bybit.js";
import { coinbase } from "../runtime/live/venues/dialects/coinbase.js";
import { hyperliquid } from "../runtime/live/venues/dialects/hyperliquid.js";
import { kraken } from "../runtime/live/venues/dialects/kraken.js";
import type { Dialect, Listing } from "../runtime/live/venues/wire.js";
import { kirbyKey, kirbySpeech } from "./servers/kirby.js";
import { minute, type Client, type ServerMarket, type Speech, type World } from "./servers/speech.js";
import { serverBars, stillClock, venueCases } from "./servers/venues.js";

/** A venue's reader, and good messages of one market that it reads, in the order in which the venue sends them. */
export interface VenueMessages {
  readonly title: string;
  readonly market: Market;
  /** As anew for each connection. */
  readonly reader: () => ReturnType<Dialect["reader"]>;
  readonly messages: readonly string[];
}

const dialects: Readonly<Record<string, Dialect>> = {
  "Binance spot": binanceSpot,
  "Binance USD-M": binanceFutures,
  Hyperliquid: hyperliquid,
  Kraken: kraken,
  Coinbase: coinbase,
  Bybit: bybit,
};

/** What a venue says to one who subscribes and then hears two bars grow and close. */
function sayAll(speech: Speech, served: ServerMarket, dialect: Dialect, listing: Listing): readonly string[] {
  const said: string[] = [];
  const now = stillClock.now();
  const bars = serverBars(Math.floor(now / minute) * minute - 2 * minute, 3);
  const world: World = {
    markets: [served],
    now: () => now,
    bars: () => bars,
    isClosed: (_market, bar) => bar.time + minute <= now,
  };
  const client: Client = {
    path: dialect.path(listing),
    subscribed: new Set(),
    sequence: 0,
    send: (message) => void said.push(typeof message === "string" ? message : JSON.stringify(message)),
    close: () => undefined,
  };
  speech.greet?.(client, world);
  for (const text of dialect.subscriptions([listing])) speech.hear(JSON.parse(text), client, world);
  for (const bar of bars) {
    speech.tell(served, bar, false, client, world);
    speech.beat?.(client, world);
    speech.tell(served, bar, true, client, world);
  }
  return said;
}

export function everyVenue(): readonly VenueMessages[] {
  const kirby: ServerMarket = { id: "1", base: "BTC", quote: "USD", interval: minute, kind: "perpetual" };
  const all = [
    ...venueCases.flatMap(({ title, exchange, speech, market: served, symbol, marketType }) => {
      const dialect = dialects[title];
      const market: Market = { exchange, symbol, marketType, interval: minute };
      return dialect === undefined ? [] : [{ title, speech, served, market, dialect: () => dialect }];
    }),
    {
      title: "Kirby",
      speech: kirbySpeech(),
      served: kirby,
      market: {
        exchange: "kirby",
        symbol: "BTC/USD:USD",
        marketType: "perpetual",
        interval: minute,
      } as const,
      dialect: () => kirbyDialect(kirbyKey, new Fundings()),
    },
  ];
  return all.map(({ title, speech, served, market, dialect }) => {
    // Kraken's and Coinbase's sockets have names of their own for what their history calls otherwise.
    const id = title === "Kraken" ? `${served.base}/${served.quote}` : served.id;
    const listing = { market, id };
    return {
      title,
      market,
      reader: () => dialect().reader([listing]),
      messages: sayAll(speech, served, dialect(), listing),
    };
  });
}
