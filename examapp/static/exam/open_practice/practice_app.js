import { App } from '../app.js';
import { Navigator } from '../navigator.js';
import { Paper } from '../paper.js';
import { say } from '../parts/announcer.js';
import { exam } from '../screens/exam.js';
import { t } from '../texts.js';
import { OpenAttempt } from './open_attempt.js';
import { marks, welcome } from './screens.js';

const PAPER = '/practice/paper.json';
const MARKS = '/practice/marks';

/**
 * The practice for everybody: the exam's own page over open items, without an account, a clock or a server that
 * keeps anything. At the end the server marks what was answered and explains each item.
 * @typedef {{items: {item: string, outcome: 'right'|'partly'|'wrong'|'empty', points: string, maximum: string,
 *   why: Record<string, string>}[], points: string, maximum: string}} Marked
 */
export class PracticeApp extends App {
  /** @param {import('../preferences.js').Preferences} preferences */
  constructor(preferences) {
    super({ storage: null, preferences, screens: /** @type {any} */ ({ welcome, exam, marks }) });
    /** @type {'welcome'|'exam'|'marks'} */
    this.step = 'welcome';
    /** @type {Marked|null} */
    this.marked = null;
    this.failed = false;
  }

  screenName() {
    return this.step;
  }

  headWords() {
    return { title: t('open_title'), subtitle: t('practice_subtitle'), rehearsal: true };
  }

  lamp() {
    return null;
  }

  /** There is no server behind a practice: only the words change. @param {string} tag */
  async chooseLanguage(tag) {
    await this.preferences.set({ language: /** @type {any} */ (tag) });
  }

  async callProctor() {
    say(t('open_call'));
    return true;
  }

  async begin() {
    try {
      const response = await fetch(PAPER, { credentials: 'omit' });
      if (!response.ok) throw new Error(String(response.status));
      const paper = new Paper(await response.json());
      for (const url of paper.pictureUrls()) paper.pictures.set(url, url);
      const attempt = new OpenAttempt(paper, () => this.finish());
      attempt.listeners.add((topic, detail) => this.draw(topic, detail));
      this.attempt = /** @type {any} */ (attempt);
      this.navigator = new Navigator(paper.items);
      this.step = 'exam';
      this.failed = false;
    } catch {
      this.failed = true;
    }
    this.draw();
  }

  async finish() {
    const answers = Object.fromEntries(this.attempt?.answers ?? []);
    try {
      const response = await fetch(MARKS, {
        method: 'POST', credentials: 'omit', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ answers }),
      });
      if (!response.ok) throw new Error(String(response.status));
      this.marked = await response.json();
      this.step = 'marks';
      this.failed = false;
    } catch {
      this.failed = true;
      say(t('open_no_marks'));
    }
    this.draw();
  }

  /** From the beginning, with nothing answered. */
  again() {
    this.attempt = null;
    this.navigator = null;
    this.marked = null;
    this.step = 'welcome';
    this.draw();
  }
}
