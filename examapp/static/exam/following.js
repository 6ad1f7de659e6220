/** How a second window shows the same clock as the one that holds the seat: by figures that say what is left. */

/** @param {import('./attempt.js').Attempt|null} attempt */
export function clockFigures(attempt) {
  const left = attempt?.countdown.left() ?? null;
  if (!attempt || left === null) return null;
  const { state, ends_at, limit_ms } = attempt.view;
  return { state, ends_at, limit_ms, used_ms: limit_ms - left };
}

/** @param {import('./attempt.js').Attempt} attempt @param {any} figures as the window that holds the seat has them now */
export function followClock(attempt, figures) {
  if (!attempt.view || !figures) return;
  attempt.view = { ...attempt.view, ...figures };
  attempt.countdown.set(figures, attempt.clockRuns);
}
