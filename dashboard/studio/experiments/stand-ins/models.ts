import { ResearchError } from "../../research/research-error.js";

const refuse = (): never => {
  throw new ResearchError(
    "SAGE8620",
    "Models are trained by the studio's server, not inside the page.",
    "Open the folder with sage studio.",
  );
};

/** What trains models on a desk. */
export const TrainedSets = { open: refuse };
export const train = refuse;
