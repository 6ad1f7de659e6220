/** The states of an attempt, by what the page does in them; the server's table is the truth. */
export const BEFORE = new Set(['awaiting', 'authorised']);
export const RUNNING = new Set(['in_progress', 'paused']);
export const ENDED = new Set(['submitted', 'timed_out', 'terminated']);

/**
 * The clock stands until the first item has been shown, here and at each new computer, and in a pause.
 * @param {any} view the server's @returns {boolean}
 */
export function runsClock(view) {
  const { state, ends_at: end, server_time: now, time_ledger: rows = [] } = view ?? {};
  const walks = rows.some((/** @type {any} */ { kind, to }) => kind === 'moved' && (!to || to > now));
  return state === 'in_progress' && Boolean(end) && !walks;
}
