import type { DeclaredModel } from "../../checked.js";
import { sectionMissing } from "../../diagnostics/sage1013-section-missing.js";
import type { Reporter } from "../pass.js";
import type { Program } from "../program.js";

const parts = [
  {
    kind: "features",
    example: "features { momentum = close / close[24] - 1 }",
    why: "there is nothing the model could learn from",
    insert: undefined,
  },
  {
    kind: "target",
    example: "target { up = ahead(close, 12) / close - 1 > 1% }",
    why: "there is nothing the model could learn to foresee",
    insert: undefined,
  },
  {
    kind: "algorithm",
    example: "algorithm boosted_trees { seed: 7 }",
    why: "how a model learns decides what it will say",
    insert: "algorithm boosted_trees {\n      seed: 7\n    }",
  },
  {
    kind: "train",
    example: "train { window: 2y  refit: 30d }",
    why: "a model that is not told from which history it learns would be judged by what it has seen",
    insert: "train {\n      window: 2y\n      refit: 30d\n    }",
  },
] as const;

/** A model says what it sees, what it is to foresee, how it learns, and from what, unless it has learned elsewhere. */
export function checkParts(
  { declaration, name, algorithm }: DeclaredModel,
  program: Program,
  report: Reporter,
): void {
  if (!program.outline.wasRead || declaration.parts.some((part) => part.kind === "damaged")) return;
  const isForeign = algorithm?.learner.name === "onnx";
  for (const { kind, example, why, insert } of parts) {
    if (kind === "train" && isForeign) continue;
    const part = declaration.parts.find((each) => each.kind === kind);
    const empty = part !== undefined && "bindings" in part && part.bindings.length === 0;
    if (part !== undefined && !empty) continue;
    const at = declaration.span.end - 1;
    report(
      sectionMissing({
        span: declaration.name.span,
        holes: { what: kind, of: `the model \`${name}\``, example, why },
        fixes:
          insert === undefined
            ? []
            : [
                {
                  title: `Add \`${kind}\``,
                  edits: [{ span: { start: at, end: at }, text: `  ${insert}\n  ` }],
                },
              ],
      }),
    );
    return;
  }
}
