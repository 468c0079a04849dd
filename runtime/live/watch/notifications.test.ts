import { afterEach, expect, test } from "vitest";
import { EventBus } from "../events.js";
import { discordChannel, mailChannel, telegramChannel, webhookChannel } from "./channels.js";
import type { Notice, NoticeChannel } from "./notice.js";
import { watchNotifications } from "./notifications.js";
import { readNotifySettings } from "./settings.js";
import { key, stepOf, troubleOf } from "./testing/events.js";
import { httpReceiver, mailReceiver } from "./testing/receivers.js";
import { WatchError } from "./watch-error.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const notice: Notice = {
  kind: "trouble",
  severity: "warning",
  key: "k",
  text: "4 bars are missing",
  time: 0,
};
const signal = new AbortController().signal;

/** Time that goes on by sleeping alone. */
function handClock() {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    pass: (milliseconds: number) => void (now += milliseconds),
    now: () => now,
    sleep: (milliseconds: number) => {
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}

async function receiver(...given: Parameters<typeof httpReceiver>) {
  const server = await httpReceiver(...given);
  closing.push(server.close);
  return server;
}

test("each receiver is told in its own form", async () => {
  const server = await receiver();
  await webhookChannel(`${server.url}/hook`).send(notice, signal);
  await telegramChannel("123:secret", "42", server.url).send(notice, signal);
  await discordChannel(`${server.url}/discord`).send(notice, signal);
  const text = "1970-01-01T00:00:00Z warning: 4 bars are missing";
  expect(server.received.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
    [
      "/hook",
      {
        schema: "sage.notice/1",
        kind: "trouble",
        severity: "warning",
        text: "4 bars are missing",
        time: 0,
      },
    ],
    ["/bot123:secret/sendMessage", { chat_id: "42", text }],
    ["/discord", { content: text, allowed_mentions: { parse: [] } }],
  ]);
});

test("mail goes out through SMTP with a log-in; a wrong password is for good and is not shown", async () => {
  const server = await mailReceiver("pass");
  closing.push(server.close);
  await mailChannel(`smtp://me:pass@${server.host}`, "a@example.org", "b@example.org, c@example.org").send(
    notice,
    signal,
  );
  expect(server.mails[0]?.recipients).toEqual(["b@example.org", "c@example.org"]);
  expect(server.mails[0]?.text).toContain("Subject: NailSage: 4 bars are missing");
  const refused = mailChannel(`smtp://me:wrongword@${server.host}`, "a@example.org", "b@example.org");
  const error = await refused.send(notice, signal).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: "SAGE8582", isPassing: false });
  expect(String(error)).not.toContain("wrongword");
});

test("what passes is tried again, with the pause that is asked for; what does not is said once", async () => {
  const server = await receiver([503, 429, 204], { "retry-after": "7" });
  const clock = handClock();
  const failures: string[] = [];
  const bus = new EventBus();
  const notifications = watchNotifications(bus, {
    channels: [webhookChannel(server.url)],
    clock,
    onFailure: (channel, { code }) => failures.push(`${channel} ${code}`),
  });
  notifications.tell(notice);
  await notifications.close();
  expect(server.received).toHaveLength(3);
  expect(clock.slept).toEqual([7000, 7000]);
  expect(failures).toEqual([]);
  const other = await receiver([404, 404]);
  const again = watchNotifications(bus, {
    channels: [webhookChannel(`${other.url}/token-in-path`)],
    clock,
    onFailure: (channel, error) => failures.push(`${channel} ${error.code} ${error.message} ${error.help}`),
  });
  again.tell(notice);
  again.tell({ ...notice, key: "another" });
  await again.close();
  expect(other.received).toHaveLength(2);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toContain("webhook SAGE8582 The webhook refuses: it answered 404.");
  expect(failures[0]).not.toContain("token-in-path");
});

function listChannel(): NoticeChannel & { readonly texts: string[] } {
  const texts: string[] = [];
  return { name: "list", texts, send: ({ text }) => Promise.resolve(void texts.push(text)) };
}

test("the same is told once in ten minutes, and no more than 20 a minute", async () => {
  const channel = listChannel();
  const clock = handClock();
  const bus = new EventBus();
  const notifications = watchNotifications(bus, { channels: [channel], clock, onFailure: () => undefined });
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  bus.tell(troubleOf("feed_gap", "one"));
  bus.tell(troubleOf("feed_gap", "one"));
  await settle();
  expect(channel.texts).toEqual([`${key}: one`]);
  clock.pass(600_000);
  for (let k = 0; k < 30; k++) bus.tell(troubleOf(`event_${k}`, `message ${k}`));
  await settle();
  expect(channel.texts).toHaveLength(21);
  expect(channel.texts.at(-1)).toBe(`${key}: message 19 (10 more were left out)`);
  bus.tell(troubleOf("event_late", "late"));
  clock.pass(60_000);
  bus.tell(troubleOf("event_last", "last"));
  await notifications.close();
  expect(channel.texts.at(-1)).toBe(`${key}: last (1 more was left out)`);
});

test("a receiver that never answers does not hold up the others, nor the end", async () => {
  const channel = listChannel();
  const hanging: NoticeChannel = {
    name: "hanging",
    send: (_, stop) =>
      new Promise((_resolve, reject) => {
        stop.addEventListener("abort", () => reject(new WatchError("SAGE8580", "No answer.")));
      }),
  };
  const failures: string[] = [];
  const notifications = watchNotifications(new EventBus(), {
    channels: [hanging, channel],
    clock: handClock(),
    onFailure: (name) => failures.push(name),
  });
  notifications.tell(notice);
  await notifications.close(50);
  expect(channel.texts).toEqual(["4 bars are missing"]);
  expect(failures).toEqual(["hanging"]);
});

test("trades, alerts, trouble and the switch are told; warm-up is not; secrets are struck out", async () => {
  const channel = listChannel();
  const bus = new EventBus();
  const notifications = watchNotifications(bus, {
    channels: [channel],
    clock: handClock(),
    secrets: ["hidden"],
    onFailure: () => undefined,
  });
  const alerts = [{ bar: 1, time: 0, alert: 0, message: "price hidden" }];
  bus.tell(stepOf(1, { mode: "warmup", alerts }));
  bus.tell(stepOf(2, { alerts }));
  bus.tell({ kind: "switch", name: "all", isStopped: true, closes: true, by: "me", reason: "" });
  bus.tell({ kind: "store", state: "held", message: "The disk is full.", waiting: 1 });
  await notifications.close();
  expect(channel.texts).toEqual([
    `cross on ${key}: price •••`,
    "Trading was stopped by me, and what is held is left at its next open.",
    "The disk is full. Trading waits for it.",
  ]);
});

test("settings come from the environment and from files; wrong ones are named without their values", () => {
  const file = (path: string): string => {
    if (path !== "/run/secrets/discord") throw new Error("no such file");
    return "https://discord.example/api/webhooks/1/token\n";
  };
  const read = (environment: Record<string, string>) => readNotifySettings(environment, file);
  const settings = read({
    SAGE_NOTIFY_DISCORD_FILE: "/run/secrets/discord",
    SAGE_NOTIFY_TELEGRAM_TOKEN: "123:abc",
    SAGE_NOTIFY_TELEGRAM_CHAT: "42",
    SAGE_NOTIFY_MAIL: "smtp://me:p%40ss@mail.example:587",
    SAGE_NOTIFY_MAIL_FROM: "a@example.org",
    SAGE_NOTIFY_MAIL_TO: "b@example.org",
    SAGE_NOTIFY_KINDS: "trade, trouble",
  });
  expect(settings.channels.map(({ name }) => name)).toEqual(["telegram", "discord", "mail"]);
  expect(settings.secrets).toContain("p@ss");
  expect([...(settings.kinds ?? [])]).toEqual(["trade", "trouble"]);
  expect(read({}).channels).toEqual([]);
  for (const wrong of [
    { SAGE_NOTIFY_WEBHOOK: "secretword" },
    { SAGE_NOTIFY_WEBHOOK: "ftp://secretword" },
    { SAGE_NOTIFY_TELEGRAM_TOKEN: "secretword" },
    { SAGE_NOTIFY_MAIL: "smtp://secretword@host" },
    { SAGE_NOTIFY_KINDS: "secretword" },
    { SAGE_NOTIFY_WEBHOOK_FILE: "/run/secrets/secretword" },
  ]) {
    let said: unknown;
    try {
      read(wrong);
    } catch (error) {
      said = error;
    }
    expect(said).toMatchObject({ code: "SAGE8581" });
    expect(JSON.stringify([String(said), said])).not.toContain("secretword");
  }
});
