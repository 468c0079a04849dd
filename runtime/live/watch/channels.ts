import type { Notice, NoticeChannel } from "./notice.js";
import { WatchError } from "./watch-error.js";

/** An answer within so many milliseconds, or it is tried again. */
const patience = 10_000;

/** What a chat takes in one message. */
const longestText = 1900;

/** Posts the notice as JSON: `{schema, kind, severity, text, time}`. */
export const webhookChannel = (address: string): NoticeChannel => ({
  name: "webhook",
  send: ({ kind, severity, text, time }, signal) =>
    post("webhook", address, { schema: "sage.notice/1", kind, severity, text, time }, signal),
});

/** @param base of the bot API; another than Telegram's own for a server of one's own */
export const telegramChannel = (
  token: string,
  chat: string,
  base = "https://api.telegram.org",
): NoticeChannel => ({
  name: "telegram",
  send: (notice, signal) =>
    post("telegram", `${base}/bot${token}/sendMessage`, { chat_id: chat, text: lineOf(notice) }, signal),
});

export const discordChannel = (address: string): NoticeChannel => ({
  name: "discord",
  send: (notice, signal) =>
    // Names in a text must not call anybody.
    post("discord", address, { content: lineOf(notice), allowed_mentions: { parse: [] } }, signal),
});

/** @param address smtp://user:password@host:587 */
export const mailChannel = (address: string, from: string, to: string): NoticeChannel => ({
  name: "mail",
  send: async (notice) => {
    const { createTransport } = await import("nodemailer");
    const transport = createTransport({ url: address, connectionTimeout: patience, socketTimeout: patience });
    try {
      const [subject = ""] = notice.text.split("\n");
      await transport.sendMail({
        from,
        to,
        subject: `NailSage: ${subject.slice(0, 120)}`,
        text: lineOf(notice),
      });
    } catch (error) {
      throw mailError(error);
    } finally {
      transport.close();
    }
  },
});

function lineOf({ severity, text, time }: Notice): string {
  const at = time === null ? "" : `${new Date(time).toISOString().slice(0, 19)}Z `;
  return `${at}${severity === "info" ? "" : `${severity}: `}${text}`.slice(0, longestText);
}

async function post(name: string, address: string, body: object, signal: AbortSignal): Promise<void> {
  let response: Response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      // A redirect would carry what is in the address elsewhere.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
  } catch {
    // The cause names the address, which is a secret of most receivers.
    throw new WatchError("SAGE8580", `The ${name} could not be reached.`);
  }
  await response.body?.cancel();
  if (response.ok) return;
  const { status } = response;
  if (status === 429 || status >= 500)
    throw new WatchError("SAGE8580", `The ${name} answered ${status}.`, null, {
      retryAfter: retryAfterOf(response.headers.get("retry-after")),
    });
  throw new WatchError(
    "SAGE8582",
    `The ${name} refuses: it answered ${status}.`,
    "Check its address, token and chat.",
  );
}

function retryAfterOf(text: string | null): number | null {
  const seconds = Number(text ?? Number.NaN);
  return seconds >= 0 ? seconds * 1000 : null;
}

function mailError(error: unknown): WatchError {
  const status =
    error instanceof Error && "responseCode" in error && typeof error.responseCode === "number"
      ? error.responseCode
      : null;
  // 5xx of SMTP is for good, 4xx passes.
  return status !== null && status >= 500
    ? new WatchError(
        "SAGE8582",
        `The mail server refuses: it answered ${status}.`,
        "Check user, password and addresses.",
      )
    : new WatchError("SAGE8580", "The mail server could not be reached, or was busy.");
}
