import { availableParallelism } from "node:os";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { synthesize } from "../runtime/data/index.js";
import { lookAhead, planTraining, train } from "../runtime/models/train/index.js";

/*
 * Six folds, each with a model of its own, over a year of one-minute bars: features, training, answers through
 * onnxruntime, and the trading of every test. It has to take less than a minute on two cores.
 */

const minute = 60_000;

const lags = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
const spans = [10, 20, 40, 80, 160];

const text = `sage 1
strategy walked {
  market {
    symbol: SAMPLE
    timeframe: 1m
  }
  model edge {
    features {
      ${lags.map((bars) => `back_${bars} = close / close[${bars}] - 1`).join("\n      ")}
      ${spans.map((bars) => `stretch_${bars} = close / ema(close, ${bars} bars) - 1`).join("\n      ")}
      ${spans.map((bars) => `calm_${bars} = stdev(returns(close), ${bars} bars)`).join("\n      ")}
    }
    target {
      up = ahead(close, 15 bars) > close
    }
    algorithm boosted_trees {
      trees: 200
      leaves: 31
      seed: 7
    }
    train {
      folds: 6
      samples: 5000
    }
  }
  enter long when edge.probability(up) > 0.55
  exit long when edge.probability(up) < 0.5
  size 10% of equity
  costs {
    fee: 0.02%
  }
}
`;

export async function benchWalkForward(): Promise<void> {
  const { graph, diagnostics } = compile(createSource("walked.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const feed = synthesize({ bars: 500_000, interval: minute, seed: 7 });
  const guess = lookAhead(await planTraining(graph, feed)).seconds;
  const used = process.cpuUsage();
  const start = performance.now();
  const { timings, trainings, models, traded } = await train(graph, feed, { finishes: false });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(used);
  const part = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
  console.log(
    [
      `  ${trainings} trainings of 200 trees on ${availableParallelism()} cores: ${seconds.toFixed(1)} s (goal 60 s), ${((user + system) / 1e6).toFixed(1)} s of all threads; the dry run said ${guess.toFixed(0)} s`,
      `  features ${part(timings.features)}, training and answers ${part(timings.train)}, trading ${part(timings.validation)}`,
      `  AUC ${models[0]?.together?.metrics.auc?.toFixed(4) ?? "none"}, ${traded?.result.metrics.tradeCount ?? 0} trades`,
    ].join("\n"),
  );
}
