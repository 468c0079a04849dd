/** Operations that law 8 does not ask about, each with the reason. */
export const unmeasured: Readonly<Record<string, string>> = {
  ...reasoned("A column of the bar, copied.", "open high low close volume time"),
  ...reasoned(
    "One operation of IEEE 754 on the current bar, rounded once.",
    "add subtract multiply divide modulo negate absolute minimum maximum clamp sqrt floor ceil round sign constant",
  ),
  ...reasoned(
    "A function of the current bar; held to the last two digits of the mathematical one by its twin.",
    "power log exp sin cos atan log_returns",
  ),
  ...reasoned(
    "A comparison, a choice or a count: its answer is exact or wrong, and its twin says which.",
    "less less_equal greater greater_equal equal not_equal within crosses_above crosses_below and or not select coalesce is_missing rising falling bars_since bars_since_highest bars_since_lowest mode triple_barrier",
  ),
  ...reasoned("An earlier value, copied.", "history history_at"),
  ...reasoned(
    "A moment of the calendar in whole numbers.",
    "minute_of_hour hour_of_day minute_of_day day_of_week day_of_month month year",
  ),
  ...reasoned(
    "Carries values between clocks; its sum adds what lies inside one slower bar.",
    "frame_edges gather frame_open hold feed",
  ),
  ...reasoned(
    "Grows without bound as a line fits, so that there is no size to measure its error by; compared with its twin bar by bar.",
    "trend_scan",
  ),
  ...reasoned("Runs a program of the user's own operations, one IEEE operation each.", "recurrence"),
  ...reasoned(
    "Short filters that forget within some sixty bars, and an angle; compared with its twin bar by bar.",
    "hilbert",
  ),
};

function reasoned(reason: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, reason]));
}
