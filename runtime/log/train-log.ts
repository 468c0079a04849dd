import { join } from "node:path";
import pino, { type Logger } from "pino";
import { makeFolder } from "../data/make-folder.js";
import { fromWriteError } from "../data/data-error.js";
import { sageHome } from "../store/home.js";
import type { TrainEvent } from "../models/train/events.js";

export interface TrainLogOptions {
  /** File that lines are added to; default one a day in `.sage/logs`. */
  readonly path?: string | undefined;
  /** Lines go to standard error instead. */
  readonly toStandardError?: boolean | undefined;
  readonly strategy: string;
  /** What was trained: the graph's hash. */
  readonly version: string;
  readonly run: string;
}

/** A log of JSON lines, each with strategy, version and run. */
export interface TrainLog {
  readonly path: string | null;
  readonly write: (event: TrainEvent) => void;
  /** A line of the command itself, as `train_failed`. */
  readonly tell: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly close: () => void;
}

/** @throws DataError where the file cannot be written */
export function openTrainLog({ path, toStandardError, strategy, version, run }: TrainLogOptions): TrainLog {
  const file = toStandardError === true ? null : (path ?? defaultPath(new Date()));
  const destination = openDestination(file);
  const logger: Logger = pino(
    {
      base: { strategy, version, run_id: run },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "message",
    },
    destination,
  );
  const tell: TrainLog["tell"] = (event, fields) => logger.info({ event, ...fields });
  return {
    path: file,
    tell,
    write: ({ event, ...fields }) => tell(event, fields),
    close: () => destination.flushSync(),
  };
}

function openDestination(file: string | null): ReturnType<typeof pino.destination> {
  if (file === null) return pino.destination({ dest: 2, sync: true });
  try {
    makeFolder(join(file, ".."));
    return pino.destination({ dest: file, append: true, sync: true });
  } catch (error) {
    throw fromWriteError(error, file);
  }
}

const defaultPath = (now: Date): string =>
  join(sageHome(), "logs", `train-${now.toISOString().slice(0, 10)}.jsonl`);
