// Another key is given by answering the question in the candidate's own component; a hidden field carries it.
import { Paper } from '../exam/paper.js';
import { drawFace, makeStage, offerLanguages, speak } from './item_face.js';

const face = document.querySelector('[data-key-face]');
const field = document.querySelector('#answer');
const paper = new Paper(JSON.parse(face.dataset.keyFace));
for (const url of paper.pictureUrls()) paper.pictures.set(url, url);

let value = field.value ? JSON.parse(field.value) : null;
const stage = makeStage(face, face.dataset.styles);

async function draw(language) {
  await speak(language);
  drawFace(stage, paper, paper.items[0], language, value, (next) => {
    value = next;
    field.value = next === null ? '' : JSON.stringify(next);
  });
}

const segments = document.querySelector('.key-languages');
draw(offerLanguages(segments, JSON.parse(face.dataset.languages), face.dataset.language, draw));
