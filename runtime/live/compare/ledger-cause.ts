import { durationText, timeText, type Cause } from "./cause.js";
import type { Setting } from "./configured.js";
import { restartBetween, skewBefore, stopBefore } from "./notes.js";
import type { LiveRow, LiveSide, RunSide } from "./sides.js";
import { beganTogether, type Parting } from "./walk.js";

interface Question {
  readonly parting: Parting;
  readonly row: LiveRow;
  readonly run: RunSide;
  readonly live: LiveSide;
  readonly settings: readonly Setting[];
  /** Whether both have traded before. */
  readonly hasTraded: boolean;
}

/**
 * Why the same bars led to something else. What can be proved comes first; what is only possible is asked for when
 * nothing else is left.
 */
export function causeOfLedger(
  parting: Parting,
  run: RunSide,
  live: LiveSide,
  settings: readonly Setting[],
  hasTraded: boolean,
): Cause {
  const { live: row } = parting;
  if (row === null) throw new RangeError("both sides have the bar");
  const question: Question = { parting, row, run, live, settings, hasTraded };
  for (const ask of questions) {
    const answer = ask(question);
    if (answer !== null) return answer;
  }
  return unknown(question);
}

type Ask = (question: Question) => Cause | null;

const watched: Ask = ({ parting: { time }, row: { mode }, live: { notes }, row }) =>
  mode !== "watched"
    ? null
    : {
        kind: "restart",
        isCertain: true,
        message: `The live session was not running when the bar of ${timeText(time)} closed, and made up for it without entering anything (\`--missed watch\`).`,
        help: "Leave `--missed watch` out, and missed bars are traded as of their own time, as the run does.",
        evidence:
          notes.findLast((note) => note.event === "session_resumed" && note.time <= row.decided) ?? null,
      };

/** A position that changes without an order is no trading. */
const lostState: Ask = ({ parting, row, live: { rows, notes } }) => {
  const before = rows[parting.liveAt - 1];
  const restart = restartBetween(notes, before, row);
  if (restart === null || before?.account === null || before === undefined || row.account === null)
    return null;
  const isJump = row.orders.length === 0 && row.account.position !== before.account.position;
  return isJump ? lost(parting.time, restart, true) : null;
};

const lost = (time: number, evidence: Cause["evidence"], isCertain: boolean): Cause => ({
  kind: "restart",
  isCertain,
  message: `The live session was started again before the bar of ${timeText(time)}, and went on from another state than it had.`,
  help: "A ledger that was restored from an old copy, or written by two programs, does that: begin a new one (`--store FILE`), and keep this one for the record.",
  evidence,
});

const stopped: Ask = ({ parting: { time, parts }, row, run, live: { notes, switches } }) => {
  const change = switches.findLast((one) => one.time <= time + run.interval);
  if (change === undefined || change.stops === "nothing") return null;
  if (!parts.some((part) => part === "signals" || part === "orders")) return null;
  return {
    kind: "switch",
    isCertain: true,
    message: `The live session had been stopped by ${change.by} since ${timeText(change.time)}, so the bar of ${timeText(time)} led to something else.`,
    help: "A run knows nothing of the kill switch; `sage diff` with the live session alone repeats the backtest with it. `sage live resume` takes the stop back.",
    evidence: stopBefore(notes, row),
  };
};

const otherCapital: Ask = ({ parting, settings, hasTraded }) => {
  const setting = settings.find(({ kind }) => kind === "capital");
  if (setting === undefined || hasTraded) return null;
  return parting.parts.every((part) => part === "account" || part === "orders")
    ? {
        kind: "capital",
        isCertain: true,
        message: `The run began with ${setting.run} and the live session with ${setting.live}.`,
        help: `Run with the live session's money: \`--capital ${setting.live}\`.`,
        evidence: null,
      }
    : null;
};

const costParts =
  /^(order|trade)( \d+)? (fee|fees|slippage|price|quantity|profit|entry price|exit price|funding|borrow|stop|take)$/;

/** The same was decided and done, and only cost something else. */
const otherCosts: Ask = ({ parting, settings }) => {
  const isText = settings.some(({ kind }) => kind === "program");
  const { values, parts, run } = parting;
  if (!isText || parts.includes("plots") || parts.includes("signals")) return null;
  const records = values.filter(({ what }) => what.startsWith("order") || what.startsWith("trade"));
  const costs = records.some(({ what }) => /(fees?|slippage|funding|borrow)$/.test(what));
  const isPaid = parts.length === 1 && parts[0] === "account" && run?.account?.position !== 0;
  const isPosition = values.some(({ what }) => what === "position");
  if (isPaid ? isPosition : !costs || !records.every(({ what }) => costParts.test(what))) return null;
  return {
    kind: "costs",
    isCertain: !isPaid,
    message: isPaid
      ? "Both hold the same, and what it costs to hold it differs: the texts do not say the same of funding or interest."
      : "Both did the same and paid something else: the texts do not say the same of `costs`.",
    help: "Compare the section `costs` of the two texts; `sage run` of the live text gives the ledger that the session should have.",
    evidence: null,
  };
};

const otherSetting: Ask = ({ settings, run }) => {
  const values = settings.filter(({ kind }) => kind === "parameter");
  const texts = settings.filter(({ kind }) => kind === "program");
  const [text] = texts;
  const [value] = values;
  const isTextTheSame = text === undefined || run.onlyValues === true;
  if (!isTextTheSame) return otherText(texts, values);
  if (value !== undefined) {
    const all = values.map(
      ({ what, run: own, live }) => `${what.replace("parameter ", "")} ${own} and ${live}`,
    );
    const set = values.map(({ what, live }) => `--set ${what.replace("parameter ", "")}=${live}`);
    return {
      kind: "parameter",
      isCertain: true,
      message: `The values of parameters differ (run and live): ${all.join(", ")}.`,
      help: `Run with the live session's values: \`${set.join(" ")}\`.`,
      evidence: null,
    };
  }
  const model = settings.find(({ kind }) => kind === "model");
  if (model === undefined) return text === undefined ? null : otherText(texts, values);
  const name = model.what.replace("model ", "");
  return {
    kind: "model",
    isCertain: true,
    message: `Another model answered for \`${name}\`: ${model.run ?? "none"} in the run, ${model.live ?? "none"} live.`,
    help: `Run with the live session's model: \`--model ${name}=${String(model.live ?? "ID").split(" ")[0]}\`; \`sage models list\` shows them all.`,
    evidence: null,
  };
};

function otherText(texts: readonly Setting[], values: readonly Setting[]): Cause {
  const version = texts.find(({ what }) => what === "version");
  const isVersion = texts.length === 1 && version !== undefined;
  return {
    kind: "program",
    isCertain: !isVersion,
    message: isVersion
      ? `The run was made by ${version.run} and the live ledger by ${version.live}.`
      : `The text that was run is another than the one that trades live${values.length > 0 ? ", and values of parameters differ too" : ""}.`,
    help: isVersion
      ? "Run again with the version that trades live."
      : "Run the text that trades live, or begin a new live session with the text that was run.",
    evidence: null,
  };
}

const restarted: Ask = ({ parting, row, live: { rows, notes } }) => {
  const restart = restartBetween(notes, rows[parting.liveAt - 1], row);
  return restart === null ? null : lost(parting.time, restart, false);
};

const otherStart: Ask = ({ parting, run, live, hasTraded }) => {
  const traded = (
    rows: readonly { readonly account: unknown; readonly time: number }[],
  ): number | undefined => rows.find(({ account }) => account !== null)?.time;
  const [one, other] = [traded(run.rows), traded(live.rows)];
  if (one !== undefined && other !== undefined && one !== other && !hasTraded)
    return start(
      `The run trades from ${timeText(one)} on and the live session from ${timeText(other)} on: they do not stand at the same place when both trade.`,
    );
  if (beganTogether(run, live)) return null;
  const [first, seen] = [run.rows[0]?.time, live.rows[0]?.time];
  if (first === undefined || seen === undefined || parting.parts.length === 0) return null;
  return start(
    `The run's warm-up begins at ${timeText(first)} and the live session's at ${timeText(seen)}, and the strategy does not forget where it began.`,
  );
};

const start = (message: string): Cause => ({
  kind: "start",
  isCertain: false,
  message,
  help: "`sage diff LIVE --data FILE` runs the backtest from the bar where the live session began, with its money and values, and compares that.",
  evidence: null,
});

const otherInputs: Ask = ({ parting: { time }, row, run: { inputs, interval }, live: { notes } }) => {
  if (inputs.length === 0) return null;
  const names = inputs.map((name) => `\`${name}\``).join(", ");
  const behind = row.decided - (time + interval);
  const skew = skewBefore(notes, row);
  const isLate = row.mode === "live" && behind > interval;
  if (isLate || skew !== null)
    return {
      kind: "clock",
      isCertain: false,
      message: isLate
        ? `The bar of ${timeText(time)} was decided on ${durationText(behind)} after its close, when ${names} may have said something else.`
        : `The clock was off the venue's when the bar of ${timeText(time)} was decided on, and ${names} may have come at another time.`,
      help: "Keep the machine's clock with NTP, and look at the feed's notes in the log.",
      evidence: skew,
    };
  return {
    kind: "data",
    isCertain: false,
    message: `The bars are the same; the strategy also reads ${names}, which the live session may have seen with other values.`,
    help: "Compare the data of these feeds with what the venue told at that time.",
    evidence: null,
  };
};

/** The size of a tick comes from the prices of some bars, and these were others. */
const otherTick: Ask = ({ parting: { parts, values }, run: { hasFoundTick } }) => {
  const isPrice = values.some(({ what }) => /^(order|trade)( \d+)? (slippage|price|entry price)$/.test(what));
  if (!hasFoundTick || !isPrice || parts.includes("signals")) return null;
  return {
    kind: "costs",
    isCertain: false,
    message:
      "Both did the same at another price: the strategy counts in ticks, and the size of a tick was found in the prices of each side's own bars.",
    help: "Write it: `market { tick: 0.01 }`.",
    evidence: null,
  };
};

/** A restart long before: its loss may have shown only now. */
const everRestarted: Ask = ({ parting, row, live: { rows, notes } }) => {
  const restart = restartBetween(notes, rows[0], row);
  return restart === null ? null : lost(parting.time, restart, false);
};

const questions: readonly Ask[] = [
  watched,
  lostState,
  stopped,
  otherCapital,
  otherCosts,
  otherSetting,
  otherTick,
  restarted,
  otherStart,
  otherInputs,
  everRestarted,
];

const unknown = ({ parting: { time } }: Question): Cause => ({
  kind: "unknown",
  isCertain: false,
  message: `The bars and all that is known of the two sides are the same, and yet they part at ${timeText(time)}.`,
  help: "Please report it with both: the same bars must give the same ledger.",
  evidence: null,
});
