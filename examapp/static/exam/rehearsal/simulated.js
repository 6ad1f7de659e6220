import { call } from '../connection.js';
import { Paper } from '../paper.js';
import { RehearsalSeat } from './rehearsal_seat.js';

/**
 * Seats that this page plays in place of a room's computers: the same log, outbox and load on the server, and
 * nothing drawn or written to the disk. They are as many as the rehearsal says.
 */
const place = /** @type {HTMLElement} */ (document.getElementById('simulated-seats'));
/** Computers of a room are not switched on in one moment. */
const SPREAD_MS = 2000;

/** What keeps nothing. @type {any} */
const nowhere = { all: async () => [], keep: async () => {}, note: async () => {} };

/** @type {Record<string, (item: import('../paper.js').Item) => any>} */
const RESPONSES = {
  order: (item) => item.choices,
  match: (item) => [[item.sources[0], item.targets[0]]],
  gap_match: (item) => [[item.choices[0], item.gaps[0].id]],
  inline_choice: (item) => ({ [item.gaps[0].id]: item.gaps[0].choices[0] }),
  text_entry: () => 'rehearsal',
  numeric: () => '12',
  hotspot: (item) => [item.areas[0].id],
  select_point: () => [[10, 10]],
  slider: (item) => item.scale.lower,
};

/** @param {number} number @param {Paper} paper */
async function play(number, paper) {
  await new Promise((resolve) => { setTimeout(resolve, Math.random() * SPREAD_MS); });
  const reply = await call('POST', '/rehearsal/seat', { token: place.dataset.invitation, body: { number } });
  if (reply.kind !== 'ok' || !reply.body.rehearsal) return;
  const seat = new RehearsalSeat(reply.body, nowhere, paper.digest, async (turn) => {
    const item = paper.items[(turn + number) % paper.items.length];
    return { item: item.id, kind: item.type, response: RESPONSES[item.type]?.(item) ?? item.choices.slice(0, 1) };
  });
  await seat.run();
}

async function begin() {
  const response = await fetch('/practice/paper.json', { credentials: 'omit' });
  const paper = new Paper(await response.json());
  await Promise.all(Array.from({ length: Number(place.dataset.count) }, (_, index) => play(index + 1, paper)));
}

// A second window of the same rehearsal only looks: seats played twice would be found fallen silent.
navigator.locks.request(`simulated-seats ${place.dataset.code}`, { ifAvailable: true }, async (held) => {
  if (held) await begin();
});
