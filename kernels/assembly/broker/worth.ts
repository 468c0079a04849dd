import { Account, Instrument } from "./layout";

/** What the account is worth while one unit of the instrument costs `price`. */
// @ts-ignore: decorator
@inline
export function equityAt(account: Account, instrument: Instrument, price: f64): f64 {
  return account.cash + account.elsewhere + instrument.quantity * price;
}
