import { isEmpty } from './response_log.js';

/**
 * What the server holds, item by item, in a form that needs neither paper nor log: places of options
 * instead of their texts, so that nothing of the paper stays on this computer.
 * @typedef {{number: number, kind: 'empty'|'letters'|'pairs'|'place'|'text', places: number[], at: string|null}} Row
 * @typedef {{state: string, code: string, room: any, languages: string[]|undefined, heldAt: string|null, rows: Row[]}} Readback
 */
const KEY = 'exam-readback';

/** @param {import('./paper.js').Item} item @param {any} response @returns {Pick<Row, 'kind'|'places'>} */
function readResponse(item, response) {
  if (isEmpty(response)) return { kind: 'empty', places: [] };
  if (item.type === 'choice' || item.type === 'order') {
    const places = response.map((/** @type {string} */ id) => item.choices.indexOf(id));
    return { kind: 'letters', places: item.type === 'choice' ? places.sort((a, b) => a - b) : places };
  }
  if (item.type === 'match') {
    const chosen = new Map(response);
    return { kind: 'pairs', places: item.sources.map((source) => item.targets.indexOf(chosen.get(source))) };
  }
  if (item.type === 'gap_match') {
    const filled = new Map(response.map(([choice, gap]) => [gap, choice]));
    return { kind: 'pairs', places: item.gaps.map(({ id }) => item.choices.indexOf(filled.get(id))) };
  }
  if (item.type === 'inline_choice') {
    return { kind: 'pairs', places: item.gaps.map((gap) => gap.choices.indexOf(response[gap.id])) };
  }
  return { kind: item.type === 'hotspot' || item.type === 'select_point' ? 'place' : 'text', places: [] };
}

/** @param {import('./attempt.js').Attempt} attempt whose view is fresh @returns {Readback} */
export function readBack({ view, paper, session }) {
  const rows = (paper?.items ?? []).map((item) => ({
    number: item.number,
    at: view.answers_held?.[item.id]?.at ?? null,
    ...readResponse(item, view.answers?.[item.id]),
  }));
  const { receipt, state, room, server_time: heldAt } = view;
  return { state, code: receipt.code, room, languages: session.languages, heldAt: heldAt ?? null, rows };
}

/** For a reload of the last page; it goes with the tab. @param {Readback} readback */
export function keepReadback(readback) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(readback));
  } catch { /* a reload then leads to the entry, and the codes back here */ }
}

/** @returns {Readback|null} */
export function findReadback() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}
