import { Preferences } from '../preferences.js';
import { sayInstead } from '../texts.js';
import { PracticeApp } from './practice_app.js';

/** Start of the practice for everybody. Nothing of it is kept: neither answers nor who gave them. */

sayInstead({
  finish: 'open_finish',
  finish_open: 'open_finish_open',
  finish_all: 'open_finish_all',
  finish_consequence: 'open_finish_consequence',
  finish_yes: 'open_finish_yes',
  practice_mark: 'open_mark',
  tile_held: 'legend_held',
  rehearsal_band: 'open_band',
  proctor_called: 'open_call',
});

async function begin() {
  const preferences = new Preferences((changes) => app.draw(changes.language ? 'all' : 'preferences'));
  const app = new PracticeApp(preferences);
  const asked = new URLSearchParams(location.search).get('lang');
  await preferences.load(null, asked ? { language: /** @type {any} */ (asked) } : {});
  app.mount();
}

begin();
