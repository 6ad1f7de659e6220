import { blocked, connecting, loading, moved, secondWindow } from './notices.js';
import { closing } from './closing.js';
import { consent, refused } from './consent.js';
import { entry } from './entry.js';
import { exam } from './exam.js';
import { languageChoice } from './language.js';
import { lockedOut } from './locked_out.js';
import { leftover } from './leftover.js';
import { practice } from './practice.js';
import { readback } from './readback.js';
import { rules } from './rules.js';
import { waiting } from './waiting.js';

/** @type {Record<string, (app: import('../app.js').App) => import('../app.js').Screen>} */
export const SCREENS = {
  blocked, second_window: secondWindow, connecting, loading, moved, entry, language: languageChoice, consent, refused,
  rules, waiting, practice, exam, closing, readback, leftover, locked_out: lockedOut,
};
