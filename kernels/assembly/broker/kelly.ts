import { Broker, Instrument } from "./layout";

// Kelly's share from the strategy's own results: W - (1 - W) / R, with W the part of the positions that ended with a gain
// and R the mean return of those over the mean loss of the others (J. L. Kelly, 1956; E. O. Thorp, 2006).

/** Notes how a position has ended. */
export function noteOutcome(instrument: Instrument): void {
  const outcome = instrument.realised / instrument.invested;
  instrument.ended++;
  if (outcome > 0) {
    instrument.wins++;
    instrument.gain += outcome;
  } else if (outcome < 0) {
    instrument.losses++;
    instrument.loss -= outcome;
  }
}

/** The share of equity for the next entry; 0 where the results show no edge. */
export function kellyShare(broker: Broker, instrument: Instrument): f64 {
  const count = instrument.ended;
  if (count < broker.kellyTrades) return broker.kellyOtherwise;
  const wins = <f64>instrument.wins / <f64>count;
  if (instrument.losses == 0) return broker.kellyFraction * wins;
  if (instrument.wins == 0) return 0;
  const payoff = instrument.gain / <f64>instrument.wins / (instrument.loss / <f64>instrument.losses);
  return broker.kellyFraction * max<f64>(wins - (1 - wins) / payoff, 0);
}
