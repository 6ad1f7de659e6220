// Keeps the shell of the candidate's page on this computer, whole and of one version, so that a reload works
// without a link. It never touches the exam API: answers, tokens and papers do not pass through here.
const NAME = 'exam-shell-{{ version }}';
const KEPT = {{ kept | tojson }};
// An attempt's own address shows the same page.
const OWN_PAGE = /^\/exam\/p\/[0-9a-f]{32}\/$/;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)));
});

self.addEventListener('activate', (event) => {
  const dropOld = async () => {
    for (const name of await caches.keys()) if (name.startsWith('exam-shell-') && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(dropOld());
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname: asked } = new URL(request.url);
  const pathname = OWN_PAGE.test(asked) ? '/exam/' : asked;
  if (request.method !== 'GET' || origin !== self.location.origin || !KEPT.includes(pathname)) return;
  event.respondWith(caches.open(NAME)
    .then((cache) => cache.match(pathname))
    .then((kept) => kept ?? fetch(request)));
});
