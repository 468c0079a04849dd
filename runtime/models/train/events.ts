/** What a training says while it goes on; names are those of the log. */
export type TrainEvent =
  | {
      readonly event: "train_start";
      readonly models: readonly string[];
      readonly trainings: number;
      readonly bars: number;
    }
  | {
      readonly event: "feature_cache_hit" | "feature_cache_miss";
      readonly model: string;
      readonly columns: readonly string[];
    }
  | { readonly event: "feature_cache_unkept"; readonly model: string; readonly reason: string }
  | {
      readonly event: "validation_split";
      readonly model: string;
      readonly fold: number;
      readonly trainRows: number;
      readonly testRows: number;
      readonly rounds: number;
      readonly metrics: Readonly<Record<string, number | null>>;
      readonly milliseconds: number;
    }
  | {
      readonly event: "validation_skip";
      readonly model: string;
      readonly fold: number;
      readonly reason: string;
    }
  | {
      readonly event: "validation_aggregate";
      readonly model: string;
      readonly folds: number;
      readonly rows: number;
      readonly metrics: Readonly<Record<string, number | null>>;
    }
  | {
      readonly event: "validation_runtime";
      readonly folds: number;
      readonly totalReturn: number | null;
      readonly sharpe: number | null;
      readonly trades: number;
    }
  | {
      readonly event: "train_fit";
      readonly model: string;
      readonly rows: number;
      readonly rounds: number;
      readonly milliseconds: number;
    }
  | {
      readonly event: "train_timings";
      readonly features: number;
      readonly train: number;
      readonly validation: number;
      readonly total: number;
    }
  | { readonly event: "train_complete"; readonly trainings: number; readonly skipped: number };
