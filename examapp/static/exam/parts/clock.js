import { TimeMarks } from '../countdown.js';
import { h, setText } from '../dom.js';
import { t, timeOfDay } from '../texts.js';
import { say } from './announcer.js';

const SOON_MS = 5 * 60000;

/** @param {number} left milliseconds @returns {string} 4:58 */
function minutesAndSeconds(left) {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The words of the clock now. @param {import('../attempt.js').Attempt} attempt */
export function readClock(attempt) {
  const left = attempt.countdown.left();
  const until = timeOfDay(attempt.view?.ends_at);
  if (attempt.state === 'paused') return { kind: 'paused', main: t('clock_paused'), detail: t('clock_paused_detail'), left };
  // After a reload without a link only the server's end time is known; this computer's date is not asked.
  if (left === null && attempt.followed) return { kind: 'unknown', main: until ? t('clock_until', { time: until }) : t('clock_elsewhere'), detail: until ? t('clock_elsewhere') : '', left };
  if (left === null) return { kind: 'unknown', main: until ? t('clock_until', { time: until }) : t('clock_unknown'), detail: until ? t('clock_unknown') : '', left };
  if (left === 0 && attempt.countdown.isOver()) return { kind: 'over', main: t('clock_over'), detail: t('clock_over_detail'), left };
  if (left <= SOON_MS) return { kind: 'soon', main: minutesAndSeconds(left), detail: t('clock_soon'), left };
  return { kind: 'calm', main: t('clock_left', { n: Math.ceil(left / 60000) }), detail: until ? t('clock_until', { time: until }) : '', left };
}

/** The whole sentence, for readers. @param {import('../attempt.js').Attempt} attempt */
export function sayClock(attempt) {
  const { kind, main, detail, left } = readClock(attempt);
  if ((kind === 'calm' || kind === 'soon') && left !== null) {
    return t('clock_said', { n: Math.ceil(left / 60000), time: timeOfDay(attempt.view?.ends_at) });
  }
  return [main, detail].filter(Boolean).join('. ');
}

export class Clock {
  constructor() {
    this.main = h('b');
    this.detail = h('span');
    this.element = h('div', { class: 'clock', role: 'timer', 'aria-live': 'off' }, this.main, this.detail);
    this.marks = new TimeMarks();
  }

  /** Recomputed from the anchor each time: a slowed tab or a sleep changes nothing. @param {import('../attempt.js').Attempt} attempt */
  show(attempt) {
    const { kind, main, detail, left } = readClock(attempt);
    this.element.dataset.kind = kind;
    setText(this.main, main);
    setText(this.detail, detail);
    const mark = left === null || kind === 'paused' ? null : this.marks.pass(left);
    if (mark !== null) say(mark === 5 && !attempt.log.pending().length ? t('clock_soon_said') : t('clock_said', { n: mark, time: timeOfDay(attempt.view?.ends_at) }));
  }
}
