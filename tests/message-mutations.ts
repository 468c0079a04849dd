/** A whole number from 0 to below. */
export type Random = (below: number) => number;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

const deepest = "[".repeat(100);

/** Values of any type, most of them nonsense where a price, a time or a name is meant. */
const junk: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  -0,
  1e308,
  5e-324,
  2 ** 53,
  -(2 ** 63),
  "",
  " 1",
  "NaN",
  "Infinity",
  "1e400",
  "-1",
  "0x10",
  "１２",
  "__proto__",
  "\u0000",
  "x".repeat(10_000),
  [],
  {},
  [[]],
  { data: [{}] },
  ["1", 2, null],
];

function pick<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[random(items.length)];
}

interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string;
}

/** All places in a value that hold another. */
function placesOf(value: Json): readonly Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value;
  return Object.entries(holder).flatMap(([key, inner]) => [{ holder, key }, ...placesOf(inner)]);
}

function put({ holder, key }: Place, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[key] = value;
}

function held({ holder, key }: Place): Json | undefined {
  return Array.isArray(holder) ? holder[Number(key)] : holder[key];
}

/** Changes a message's value; texts that are no JSON stay. */
function within(text: string, change: (message: Json, places: readonly Place[]) => Json | void): string {
  // What is deeper than any message cannot be walked through here.
  if (text.includes(deepest)) return text;
  let message: Json;
  try {
    message = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  return JSON.stringify(change(message, placesOf(message)) ?? message);
}

const before = (text: string, at: number, inserted: string): string =>
  text.slice(0, at) + inserted + text.slice(at);

/** What may become of a message between a venue and its reader. */
export const mutations = {
  cut: (text, random) => text.slice(0, random(text.length)),
  /** JSON takes the last of two equal keys; the junk comes first or last. */
  keyTwice(text, random) {
    const keys = [...text.matchAll(/"(\w+)":/g)];
    const found = pick(keys, random);
    if (found === undefined) return text;
    return before(text, found.index, `"${found[1] ?? ""}":${JSON.stringify(pick(junk, random))},`);
  },
  typeSwapped: (text, random) =>
    within(text, (_message, places) => {
      const place = pick(places, random);
      if (place !== undefined) put(place, pick(junk, random) ?? null);
    }),
  keyGone: (text, random) =>
    within(text, (_message, places) => {
      const place = pick(places, random);
      if (place === undefined) return;
      if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
      else delete place.holder[place.key];
    }),
  valuesSwapped: (text, random) =>
    within(text, (_message, places) => {
      const [one, other] = [pick(places, random), pick(places, random)];
      if (one === undefined || other === undefined) return;
      const [a, b] = [held(one) ?? null, held(other) ?? null];
      // A value within the other would make a ring.
      if (typeof a === "object" || typeof b === "object") return;
      put(one, b);
      put(other, a);
    }),
  hugeNumber(text, random) {
    const found = pick([...text.matchAll(/\d+/g)], random);
    return found === undefined ? text : before(text, found.index, String(9).repeat(1 + random(400)));
  },
  wrapped: (text, random) =>
    pick([`[${text}]`, `{"data":${text}}`, `${text}${text}`, `{"result":[${text}]}`, `null`, ""], random) ??
    "",
  nested: (text, random) =>
    within(text, (_message, places) => {
      const place = pick(places, random);
      if (place !== undefined) put(place, JSON.parse(deep(1 + random(98))) as Json);
    }),
  bottomless: (_text, random) => deep(1000 + random(100_000)),
  letterChanged(text, random) {
    const at = random(text.length);
    return text.slice(0, at) + String.fromCharCode(random(0x3000)) + text.slice(at + 1);
  },
  /** A market that nobody asked for. */
  otherMarket: (text) =>
    text.replaceAll(/BTC|XBT/g, "ETH").replaceAll('"starlisting_id":1', '"starlisting_id":2'),
} as const satisfies Readonly<Record<string, (text: string, random: Random) => string>>;

/** A message after one to three mutations. */
export function mutate(text: string, random: Random): string {
  let mutated = text;
  const names = Object.values(mutations);
  for (let left = 1 + random(3); left > 0; left--)
    mutated = pick(names, random)?.(mutated, random) ?? mutated;
  return mutated;
}
