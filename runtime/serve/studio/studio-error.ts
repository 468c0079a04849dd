/** What can go wrong in the studio; the text behind `sage explain SAGE861x`. */
export const studioErrorCodes = {
  SAGE8610: "The folder that the studio is to open is not there, or is no folder.",
  SAGE8611: "No strategy has compiled yet, so that there is nothing to run.",
  SAGE8612: "The run has no trade of that number.",
  SAGE8613: "The part of the page that runs strategies has failed. This is a fault of the program.",
  SAGE8614: "The address was asked for by another page, by another name, or without the studio's own token.",
  SAGE8615: "The file lies outside the opened folder, or is of a kind that the studio does not touch.",
  SAGE8616: "The file is not there.",
  SAGE8617: "The file was changed elsewhere since it was read, so that saving would overwrite that.",
  SAGE8618: "The request is not one that the studio understands, or is too large.",
  SAGE8619: "The port is taken, or cannot be listened at.",
  SAGE8620: "Models are trained by the server of `sage studio`; a page without one can only run rules.",
  SAGE8621: "What is to be optimised, or what a set must do, cannot be read as an expression over metrics.",
  SAGE8622:
    "The studio's server runs another long work for this folder already, or was not started by the sage program.",
  SAGE8623:
    "A training, search or walk-forward that the studio's server was asked for has failed or could not be started.",
  SAGE8624:
    "The file is no text in UTF-8, or is larger than a strategy may be, so that the studio does not open it.",
} as const;

export type StudioErrorCode = keyof typeof studioErrorCodes;

const statuses: Readonly<Partial<Record<StudioErrorCode, number>>> = {
  SAGE8614: 403,
  SAGE8615: 403,
  SAGE8616: 404,
  SAGE8617: 412,
};

export class StudioError extends Error {
  readonly code: StudioErrorCode;
  readonly help: string | null;

  constructor(code: StudioErrorCode, message: string, help: string | null = null) {
    super(message);
    this.name = "StudioError";
    this.code = code;
    this.help = help;
  }

  /** As an answer over HTTP. */
  get status(): number {
    return statuses[this.code] ?? 400;
  }
}
