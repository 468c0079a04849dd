import { readFileSync } from "node:fs";
import { z } from "zod";
import { discordChannel, mailChannel, telegramChannel, webhookChannel } from "./channels.js";
import type { Notice, NoticeChannel } from "./notice.js";
import { WatchError } from "./watch-error.js";

/** Every setting, with what it is; each may be `NAME_FILE` instead, a file that holds it. */
export const notifySettings = {
  SAGE_NOTIFY_WEBHOOK: "address that notices are posted to as JSON",
  SAGE_NOTIFY_TELEGRAM_TOKEN: "token of a Telegram bot",
  SAGE_NOTIFY_TELEGRAM_CHAT: "chat that the bot writes to",
  SAGE_NOTIFY_TELEGRAM_URL: "another bot API than Telegram's own",
  SAGE_NOTIFY_DISCORD: "address of a Discord webhook",
  SAGE_NOTIFY_MAIL: "mail server: smtp://user:password@host:587, or smtps://…",
  SAGE_NOTIFY_MAIL_FROM: "sender of mails",
  SAGE_NOTIFY_MAIL_TO: "receivers of mails, with commas between them",
  SAGE_NOTIFY_KINDS: "what is told: trade, alert, trouble, switch; default all",
} as const;

type SettingName = keyof typeof notifySettings;

export interface NotifySettings {
  readonly channels: readonly NoticeChannel[];
  readonly kinds: ReadonlySet<Notice["kind"]> | undefined;
  readonly secrets: readonly string[];
}

const kindsSchema = z.array(z.enum(["trade", "alert", "trouble", "switch"])).nonempty();
const webSchema = z.url({ protocol: /^https?$/ });
const mailSchema = z.url({ protocol: /^smtps?$/ });

/** @throws WatchError SAGE8581, which names the setting and never its value */
export function readNotifySettings(
  environment: Readonly<Record<string, string | undefined>>,
  readText: (path: string) => string = (path) => readFileSync(path, "utf8"),
): NotifySettings {
  const get = (name: SettingName): string | undefined => valueOf(environment, name, readText);
  const address = (name: SettingName, schema: z.ZodType<string>): string | undefined => {
    const text = get(name);
    if (text !== undefined && !schema.safeParse(text).success)
      throw wrong(name, "is no address of this kind");
    return text;
  };
  const webhook = address("SAGE_NOTIFY_WEBHOOK", webSchema);
  const discord = address("SAGE_NOTIFY_DISCORD", webSchema);
  const base = address("SAGE_NOTIFY_TELEGRAM_URL", webSchema);
  const mail = address("SAGE_NOTIFY_MAIL", mailSchema);
  const [token, chat] = [get("SAGE_NOTIFY_TELEGRAM_TOKEN"), get("SAGE_NOTIFY_TELEGRAM_CHAT")];
  const [from, to] = [get("SAGE_NOTIFY_MAIL_FROM"), get("SAGE_NOTIFY_MAIL_TO")];
  const channels: NoticeChannel[] = [];
  if (webhook !== undefined) channels.push(webhookChannel(webhook));
  if (token !== undefined || chat !== undefined) {
    if (token === undefined) throw wrong("SAGE_NOTIFY_TELEGRAM_TOKEN", "is missing");
    if (chat === undefined) throw wrong("SAGE_NOTIFY_TELEGRAM_CHAT", "is missing");
    channels.push(telegramChannel(token, chat, base));
  }
  if (discord !== undefined) channels.push(discordChannel(discord));
  if (mail !== undefined) {
    if (from === undefined) throw wrong("SAGE_NOTIFY_MAIL_FROM", "is missing");
    if (to === undefined) throw wrong("SAGE_NOTIFY_MAIL_TO", "is missing");
    channels.push(mailChannel(mail, from, to));
  }
  const secrets = [webhook, token, discord, mail, passwordOf(mail)].filter((text) => text !== undefined);
  return { channels, kinds: kindsOf(get("SAGE_NOTIFY_KINDS")), secrets };
}

function valueOf(
  environment: Readonly<Record<string, string | undefined>>,
  name: SettingName,
  readText: (path: string) => string,
): string | undefined {
  const path = environment[`${name}_FILE`];
  if (path === undefined || path === "") return environment[name]?.trim() || undefined;
  try {
    return readText(path).trim() || undefined;
  } catch {
    throw wrong(name, "names a file that cannot be read", `${name}_FILE`);
  }
}

function kindsOf(text: string | undefined): NotifySettings["kinds"] {
  if (text === undefined) return undefined;
  const kinds = kindsSchema.safeParse(text.split(",").map((word) => word.trim()));
  if (!kinds.success) throw wrong("SAGE_NOTIFY_KINDS", "has an unknown kind");
  return new Set(kinds.data);
}

/** As it is written, and as it is meant. */
function passwordOf(address: string | undefined): string | undefined {
  const password = address === undefined ? "" : new URL(address).password;
  return password === "" ? undefined : decodeURIComponent(password);
}

function wrong(name: SettingName, what: string, shown: string = name): WatchError {
  return new WatchError("SAGE8581", `The setting ${shown} ${what}.`, `${name}: ${notifySettings[name]}.`);
}
