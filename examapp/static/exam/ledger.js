/**
 * Rows of the time ledger and notices that the candidate has not put away yet.
 * @typedef {{id: string, minutes: number, cause: string}} AddedTime
 */
import { say } from './texts.js';

/** @param {import('./attempt.js').Attempt} attempt @returns {AddedTime[]} newest first */
export function addedTime({ view, session }) {
  const seen = new Set(session.seen ?? []);
  return (view?.time_ledger ?? [])
    .map((/** @type {any} */ row, /** @type {number} */ index) => ({
      id: `ledger-${row.id ?? index}`,
      minutes: Math.round(row.minutes ?? (row.added_ms ?? 0) / 60000),
      cause: say(row.cause),
    }))
    .filter(({ id, minutes }) => minutes > 0 && !seen.has(id))
    .reverse();
}

/** @param {import('./attempt.js').Attempt} attempt @returns {{id: string, words: string}[]} newest first */
export function openNotices({ view, session }) {
  const seen = new Set(session.seen ?? []);
  return (view?.notices ?? [])
    .map((/** @type {any} */ notice, /** @type {number} */ index) => ({
      id: `notice-${notice?.id ?? index}`,
      words: typeof notice === 'string' ? notice : say(notice?.text ?? notice?.message),
    }))
    .filter(({ id, words }) => words && !seen.has(id))
    .reverse();
}
