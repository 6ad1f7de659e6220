// The item of a call in the candidate's own component: to look at, so that what is pressed in it is kept nowhere.
import { Paper } from '../exam/paper.js';
import { drawFace, makeStage, speak } from './item_face.js';

const face = document.querySelector('[data-seen]');
const stage = makeStage(face, face.dataset.styles);

try {
  const reply = await fetch(face.dataset.seen, { cache: 'no-store', headers: { Accept: 'application/json' } });
  const { paper: sent, language } = await reply.json();
  const paper = new Paper(sent);
  for (const url of paper.pictureUrls()) paper.pictures.set(url, url);
  await speak(language);
  drawFace(stage, paper, paper.items[0], language, null, () => {});
  stage.inert = true;
} catch {
  document.querySelector('[data-seen-failed]').hidden = false;
}
