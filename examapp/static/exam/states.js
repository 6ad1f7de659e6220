/** The states of an attempt, by what the page does in them; the server's table is the truth. */
export const BEFORE = new Set(['awaiting', 'authorised']);
export const RUNNING = new Set(['in_progress', 'paused']);
export const ENDED = new Set(['submitted', 'timed_out', 'terminated']);
