/** One figure that a model is judged by. */
export interface ModelMetric {
  readonly name: string;
  readonly title: string;
  /** Kinds of target that it is a figure of. */
  readonly of: "classes" | "regression";
  /** Which way is better; null: neither. */
  readonly better: "more" | "less" | null;
  readonly unit: "share" | "number" | "target";
  /** How it is computed, and where that comes from. */
  readonly formula: string;
}

/** Every figure once, in the order of tables: what tells most comes first. w are the weights of rows, p what was said, y what came. */
export const modelMetrics = [
  {
    name: "auc",
    title: "AUC",
    of: "classes",
    better: "more",
    unit: "number",
    formula:
      "chance that a row of the class is given more than another, ties one half; of several classes the mean of each against the rest; error by DeLong 1988",
  },
  {
    name: "log_loss",
    title: "Log loss",
    of: "classes",
    better: "less",
    unit: "number",
    formula: "mean of −ln p of the true class, p kept within 1e-15 and 1 − 1e-15 (Good 1952)",
  },
  {
    name: "brier",
    title: "Brier score",
    of: "classes",
    better: "less",
    unit: "number",
    formula: "mean of (p − y)²; of several classes of Σ (p_k − [y = k])² (Brier 1950)",
  },
  {
    name: "calibration_error",
    title: "Calibration error",
    of: "classes",
    better: "less",
    unit: "share",
    formula:
      "Σ w·|came − said|/Σ w over ten bins of the probability (Naeini, Cooper & Hauskrecht 2015); of several classes the mean",
  },
  {
    name: "accuracy",
    title: "Accuracy",
    of: "classes",
    better: "more",
    unit: "share",
    formula: "share of rows whose class was said: p > 0.5, or the most probable one",
  },
  {
    name: "mcc",
    title: "Matthews correlation",
    of: "classes",
    better: "more",
    unit: "number",
    formula:
      "(c·s − Σ said·came)/√((s² − Σ said²)(s² − Σ came²)), c right, s all (Matthews 1975, Gorodkin 2004)",
  },
  {
    name: "f1_macro",
    title: "F1, macro",
    of: "classes",
    better: "more",
    unit: "share",
    formula: "mean over classes of 2·precision·recall/(precision + recall) (van Rijsbergen 1979)",
  },
  {
    name: "f1_weighted",
    title: "F1, weighted",
    of: "classes",
    better: "more",
    unit: "share",
    formula: "the same, each class by how often it came",
  },
  {
    name: "precision",
    title: "Precision",
    of: "classes",
    better: "more",
    unit: "share",
    formula: "right ones among those said to be true; of several classes the mean over those said",
  },
  {
    name: "recall",
    title: "Recall",
    of: "classes",
    better: "more",
    unit: "share",
    formula: "right ones among those that are true; of several classes the mean over those that came",
  },
  {
    name: "r2",
    title: "R²",
    of: "regression",
    better: "more",
    unit: "number",
    formula: "1 − Σ w(y − p)²/Σ w(y − ȳ)², ȳ the mean of the judged rows",
  },
  {
    name: "rank_correlation",
    title: "Rank correlation",
    of: "regression",
    better: "more",
    unit: "number",
    formula: "the same of their ranks, ties at their mean (Spearman 1904; rank information coefficient)",
  },
  {
    name: "correlation",
    title: "Correlation",
    of: "regression",
    better: "more",
    unit: "number",
    formula: "Pearson's correlation of y and p (information coefficient)",
  },
  {
    name: "rmse",
    title: "RMSE",
    of: "regression",
    better: "less",
    unit: "target",
    formula: "root of the mean of (y − p)²",
  },
  {
    name: "mae",
    title: "MAE",
    of: "regression",
    better: "less",
    unit: "target",
    formula: "mean of |y − p|",
  },
  {
    name: "pinball",
    title: "Pinball loss",
    of: "regression",
    better: "less",
    unit: "target",
    formula: "mean of α·d for d = y − p ≥ 0, else (α − 1)·d, α the learned quantile (Koenker & Bassett 1978)",
  },
  {
    name: "coverage",
    title: "Coverage",
    of: "regression",
    better: null,
    unit: "share",
    formula: "share of rows with y ≤ p; near the learned quantile, or one half",
  },
] as const satisfies readonly ModelMetric[];

export type ModelMetricName = (typeof modelMetrics)[number]["name"];
