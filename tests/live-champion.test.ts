import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore, readStrategyList } from "../runtime/live/store/index.js";
import { sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const here = { cwd: folder };

const learned = `sage 1

/// Foresees half a day from the last hour.
strategy learned {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  model edge {
    features {
      jump = close / close[1] - 1
    }
    target {
      up = ahead(close, 12 bars) > close
    }
    algorithm boosted_trees {
      trees: 5
      seed: 1
    }
    train {
      window: 60d
      refit: 30d
    }
  }

  enter long when edge.probability(up) > 0.5 {
    expire 12 bars
  }

  size 10% of equity
  costs {
    fee: 0.1%
  }
}
`;

const plain = `sage 1

/// Holds above its average.
strategy plain {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param length = 20 bars in 5 bars..50 bars

  enter long when close crosses above sma(close, length)
  exit long when close crosses below sma(close, length)

  size 10% of equity
  costs {
    fee: 0.1%
  }
}
`;

/** Trains on the bars before a day, and makes the model the champion. */
function promoted(before: string): string {
  const trained = sage(
    ["train", "learned.sage", "--data", "candles.arrow", "--train-only", "--to", before, "--json"],
    here,
  );
  expect(trained.err + trained.out).toMatch(/[0-9a-f]{16}_\d{8}_\d{6}_[0-9a-f]{6}/);
  const [id = ""] = /[0-9a-f]{16}_\d{8}_\d{6}_[0-9a-f]{6}/.exec(trained.out) ?? [];
  expect(sage(["models", "promote", id], here).status).toBe(0);
  return id;
}

/** Of each strategy of the ledger, in the order in which they came: what answered for its model. */
async function answering(): Promise<readonly unknown[]> {
  const store = await openStore(join(folder, ".sage", "live.db"));
  const strategies = await readStrategyList(store.database);
  await store.close();
  return strategies.map(({ models }) => models);
}

const live = (...more: readonly string[]) =>
  sage(["live", "learned.sage", "--feed", "replay:candles.arrow?from=2020-04-02", "--quiet", ...more], here);
const champion = (id: string) => [{ name: "edge", id, chosen: "champion" }];

test("a ledger says which model answered, and another champion begins another ledger", async () => {
  writeFileSync(join(folder, "learned.sage"), learned);
  sage(["data", "synth", "--bars", "3000", "--seed", "5", "--out", "candles.arrow"], here);
  const first = promoted("2020-03-20");
  expect(live().status).toBe(0);
  expect(await answering()).toEqual([champion(first)]);
  expect(live().status).toBe(0);
  expect(await answering()).toEqual([champion(first)]);
  const second = promoted("2020-03-28");
  expect(live().status).toBe(0);
  expect(await answering()).toEqual([champion(first), champion(second)]);
  expect(sage(["diff", "learned"], here).out).toContain("the same");

  // What is said of a model or a parameter passes the strategies by that have none of that name.
  writeFileSync(join(folder, "plain.sage"), plain);
  const both = live("plain.sage", "--model", `edge=${first}`, "--set", "length=30 bars");
  expect(both.err).not.toContain("error");
  expect(both.status).toBe(0);
  // The first model's ledger goes on: it is told by which model answered, not by how that was chosen.
  const pinned = [{ name: "edge", id: first, chosen: "pinned" }];
  expect(await answering()).toEqual([pinned, champion(second), []]);
  const nobody = live("plain.sage", "--model", `edgy=${first}`);
  expect(nobody.err).toContain("has no model `edgy`");
  expect(nobody.status).not.toBe(0);
});
