import * as Flags from "@oclif/core/flags";
import { plural } from "../diagnostics.js";
import { SageCommand } from "../command.js";
import { exitCodes, Failure } from "../failure.js";
import { parseDuration } from "../values.js";

export default class Worker extends SageCommand {
  static override description =
    "Join a queue, and do what others submit to it, on as many machines as there are.";
  static override examples = [
    "sage worker --queue postgres://user:password@host:5432/database",
    "sage worker --queue postgres://user@host/database --workers 4 --idle 10m",
  ];
  static override flags = {
    queue: Flags.string({
      env: "SAGE_QUEUE",
      description: "the PostgreSQL database; SAGE_QUEUE where it is not named, PGPASSWORD for its password",
    }),
    workers: Flags.integer({ min: 1, description: "threads; default one a core" }),
    idle: Flags.string({ description: "end after so long without work; default never" }),
    lease: Flags.string({
      default: "15s",
      description: "a worker that is silent for so long has died, and its work is done by others",
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Worker);
    if (flags.queue === undefined)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        "which queue? Neither --queue nor SAGE_QUEUE names one",
        "sage worker --queue postgres://user@host/database",
      );
    const { joinQueue } = await import("../../runtime/queue/index.js");
    const stop = new AbortController();
    const end = (): void => stop.abort(new Error("its worker was told to stop"));
    const signals = ["SIGINT", "SIGTERM"] as const;
    for (const signal of signals) process.on(signal, end);
    const started = performance.now();
    try {
      const summary = await joinQueue(flags.queue, {
        seats: flags.workers,
        idle: flags.idle === undefined ? undefined : parseDuration(flags.idle, "--idle"),
        lease: parseDuration(flags.lease, "--lease"),
        signal: stop.signal,
        onNote: (sentence) => this.say(`note: ${sentence}`),
        onJoined: (program, seats) => this.say(`joined with ${plural(seats, "thread")}: ${program}`),
      });
      const elapsedMs = performance.now() - started;
      if (flags.json) return this.printJson({ schema: "sage.worker/1", ...summary, elapsedMs });
      this.print(
        `${plural(summary.done, "piece")} of work done, ${summary.known} known already, ${summary.failed} failed.`,
      );
    } finally {
      for (const signal of signals) process.removeListener(signal, end);
    }
  }
}
