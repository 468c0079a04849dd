import * as Args from "@oclif/core/args";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { SageCommand } from "../command.js";
import { exitCodes, Failure } from "../failure.js";
import { writeFile } from "../../runtime/data/atomic-file.js";

export default class New extends SageCommand {
  static override description = "Write a commented strategy that runs as it is.";
  static override examples = ["sage new my_strategy", "sage new ideas/breakout.sage"];
  static override args = {
    name: Args.string({ required: true, description: "name of the strategy, or a path ending in .sage" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(New);
    const path = args.name.endsWith(".sage") ? args.name : `${args.name}.sage`;
    const name = basename(path, ".sage").replaceAll("-", "_");
    if (!/^[a-z_]\w*$/i.test(name)) {
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        `"${name}" cannot name a strategy: letters, digits and _ only, no digit first`,
        "sage new my_strategy",
      );
    }
    if (existsSync(path))
      throw new Failure(
        exitCodes.problems,
        "SAGE9505",
        `${path} exists already; nothing was changed`,
        "choose another name",
      );
    writeFile(path, template(name));
    if (flags.json) this.printJson({ schema: "sage.new/1", path, strategy: name });
    else this.print(`wrote ${path}\nrun it:  sage run ${path}`);
  }
}

/** A quiet market for the fourteen bars that `atr` needs, then a rise. */
const closes = `${"10, ".repeat(12)}9, 9, 12, 13`;

const template = (name: string) => `sage 1

/// What is the idea? This line is shown in reports and in the editor.
strategy ${name} {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  // A param can be set from outside (\`--set fast=10\`), and its range can be searched.
  param fast = 12 bars in 5..40
  param slow = 48 bars in 20..200 step 4
  require fast < slow

  // Every name is a value per bar, known when the bar closes.
  let quick = ema(close, fast)
  let calm  = ema(close, slow)
  let reach = atr(14 bars)

  // A signal at the close of a bar is filled at the open of the next one.
  enter long when quick crosses above calm {
    stop entry - 3 * reach
  }
  exit long when quick crosses below calm

  // Lose at most 1 % of the equity when the stop is hit.
  size risk 1% of equity max 100% of equity

  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

// Run with \`sage test\`: bars are counted from 0, short lengths keep them few.
test "a cross upwards opens a long" for ${name} {
  with fast = 2 bars, slow = 3 bars
  close: ${closes}
  expect enter long at bar 14
}
`;
