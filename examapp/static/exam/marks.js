import { STORED, isEmpty } from './response_log.js';

/**
 * Where the answer to an item is: nowhere, not kept yet, on this computer, on the server, or lost.
 * @typedef {{kind: 'none'|'unsaved'|'queued'|'held'|'lost'|'practice', at: string|null}} Mark `practice`: sent nowhere
 * @param {import('./attempt.js').Attempt} attempt @param {string} item @returns {Mark}
 */
export function markOf(attempt, item) {
  if (attempt.practice) return { kind: isEmpty(attempt.answers.get(item)) ? 'none' : 'practice', at: null };
  if (attempt.unsaved.has(item) || attempt.typed.isWaiting(item)) return { kind: 'unsaved', at: null };
  const event = attempt.log.latest().get(item);
  if (event?.status) return { kind: STORED.has(event.status) ? 'held' : 'lost', at: event.held_at };
  if (event) return { kind: event.kept ? 'queued' : 'lost', at: null };
  // No event of this seat: then what is shown came from the server.
  const held = attempt.view?.answers_held?.[item];
  return held || !isEmpty(attempt.answers.get(item)) ? { kind: 'held', at: held?.at ?? null } : { kind: 'none', at: null };
}
