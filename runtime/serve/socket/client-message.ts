import { z } from "zod";
import { channels, type Channel } from "./news.js";

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([item.transform((one) => [one]), z.array(item).max(100)]);

const filters = z.strictObject({
  strategy_id: oneOrMore(z.int().nonnegative()).optional(),
  /** Keys of arenas. */
  market: oneOrMore(z.string().max(200)).optional(),
});

const names = z.array(z.string().max(50)).min(1).max(20);

export const clientMessage = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("subscribe"),
    channels: names,
    filters: filters.optional(),
    /** Everything with a higher sequence number is told again, as far as it is still there. */
    after: z.int().nonnegative().optional(),
    /** Stored candles of each market of the filter. */
    history: z.int().min(1).max(1000).optional(),
  }),
  z.strictObject({ action: z.literal("unsubscribe"), channels: names }),
  z.strictObject({ action: z.literal("ping") }),
  z.strictObject({ action: z.literal("authenticate"), token: z.string().max(500) }),
]);

export type ClientMessage = z.output<typeof clientMessage>;
export type Subscription = Extract<ClientMessage, { readonly action: "subscribe" }>;

export type ClientFault =
  | "INVALID_JSON"
  | "UNKNOWN_ACTION"
  | "INVALID_MESSAGE"
  | "UNKNOWN_CHANNEL"
  | "SUBSCRIPTION_ERROR"
  | "NOT_AUTHENTICATED"
  | "RATE_LIMITED";

const actions: ReadonlySet<unknown> = new Set(["subscribe", "unsubscribe", "ping", "authenticate"]);

export function readMessage(
  text: string,
): { readonly message: ClientMessage } | { readonly fault: ClientFault; readonly says: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: "INVALID_JSON", says: "The message is not JSON." };
  }
  const action = typeof value === "object" && value !== null && "action" in value ? value.action : undefined;
  if (!actions.has(action))
    return { fault: "UNKNOWN_ACTION", says: "Actions are subscribe, unsubscribe, ping and authenticate." };
  const parsed = clientMessage.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    fault: "INVALID_MESSAGE",
    says: `${issue?.path.map(String).join(".") || "message"}: ${issue?.message ?? "wrong"}`,
  };
}

export const isChannel = (name: string): name is Channel => channels.some((channel) => channel === name);
