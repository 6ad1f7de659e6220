/**
 * Rows of the time ledger and notices that the candidate has not put away yet.
 * @typedef {{id: string, minutes: number, cause: string, stood: string}} AddedTime `stood`: from when to when, instead of minutes
 */
import { t, timeOfDay } from './texts.js';

/** Rows by which the end moves; a pause only stops the clock, and the page shows that while it lasts. */
const GIVEN = new Set(['extension', 'credit', 'outage', 'moved']);
const span = (/** @type {any} */ row) => `${timeOfDay(row.from)}–${timeOfDay(row.to)}`;

/** @param {import('./attempt.js').Attempt} attempt @returns {AddedTime[]} newest first */
export function addedTime({ view, session }) {
  const seen = new Set(session.seen ?? []);
  return (view?.time_ledger ?? [])
    .filter((/** @type {any} */ row) => GIVEN.has(row.kind) && (row.kind !== 'moved' || row.to))
    .map((/** @type {any} */ row) => ({
      id: `${row.kind}-${row.at}`,
      minutes: Math.round(row.minutes),
      cause: [row.cause && t(row.cause), row.kind === 'outage' && span(row)].filter(Boolean).join(' '),
      stood: row.kind === 'moved' ? span(row) : '',
    }))
    .filter((/** @type {AddedTime} */ { id, minutes, stood }) => (minutes !== 0 || stood) && !seen.has(id))
    .reverse();
}

/** What made the pause that lasts, as the ledger holds it; empty where that is not known. @param {import('./attempt.js').Attempt} attempt */
export function pauseCause({ view }) {
  const lasting = (view?.time_ledger ?? []).filter((/** @type {any} */ row) => row.kind === 'paused' && !row.to);
  return lasting.at(-1)?.cause ?? '';
}

/** @param {import('./attempt.js').Attempt} attempt @returns {{id: string, title: string, words: string}[]} newest first */
export function openNotices({ view, session }) {
  const seen = new Set(session.seen ?? []);
  return (view?.notices ?? [])
    .map((/** @type {any} */ { id, kind, text }) => ({
      id: String(id),
      title: t(kind === 'alert_answered' ? 'alert_answered' : 'notice'),
      words: text ?? '',
    }))
    .filter((/** @type {{id: string}} */ { id }) => !seen.has(id))
    .reverse();
}
