import { Venue, type VenueOptions } from "./venue.js";

export { Venue, type VenueOptions };

/** Options from `SAGE_<EXCHANGE>_REST` and `SAGE_<EXCHANGE>_WS`, which name other addresses than the venue's own. */
export function venueOptions(
  exchange: string,
  environment: Readonly<Record<string, string | undefined>>,
): VenueOptions {
  const prefix = `SAGE_${exchange.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
  const rest = environment[`${prefix}_REST`];
  const ws = environment[`${prefix}_WS`];
  return { ...(rest && { rest }), ...(ws && { ws }) };
}
