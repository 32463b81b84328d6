{% comment %}
The service worker of the phone app; serve it as /field/sw.js, text/javascript, Cache-Control: no-cache. Context:
  version  changes when an asset changes (the text of dist/stamp.txt)
  assets   URLs of style.css, app.js, field.js, icons.svg as static() gives them
  pages    URLs kept from the start: /field/, /field/report, /field/queue, /field/offline
{% endcomment %}// Pages and assets of /field/ for times without a network. Writing is never touched here: the outbox does that.
const SHELL = 'jc-field-shell-{{ version|escapejs }}';
const PAGES = 'jc-field-pages';
const ASSETS = [{% for url in assets %}'{{ url|escapejs }}', {% endfor %}];
const START = [{% for url in pages %}'{{ url|escapejs }}', {% endfor %}];
const OFFLINE = '/field/offline';
const LONGEST = 14 * 24 * 3600 * 1000; // no page tells longer of what the office has erased since

async function keepPage(url) {
  const answer = await fetch(url, { cache: 'reload', credentials: 'same-origin' });
  if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(new URL(url, location.origin).pathname, answer);
}

self.addEventListener('install', (event) => event.waitUntil((async () => {
  await (await caches.open(SHELL)).addAll(ASSETS.map((url) => new Request(url, { cache: 'reload' })));
  await Promise.all(START.map((url) => keepPage(url).catch(() => {})));
  await self.skipWaiting();
})()));

self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('jc-field-shell-') && name !== SHELL).map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

function within(promise, milliseconds) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('timeout')), milliseconds);
    promise.then(resolve, reject);
  });
}

async function forgetOld() {
  const cache = await caches.open(PAGES);
  const kept = (await cache.keys()).filter((request) => !START.includes(new URL(request.url).pathname));
  await Promise.all(kept.map(async (request) => {
    const answer = await cache.match(request);
    const at = Date.parse((answer && answer.headers.get('Date')) || '');
    if (!(Date.now() - at < LONGEST)) await cache.delete(request);
  }));
}

// The network first: a page kept from yesterday would show yesterday's time limits.
async function page(event) {
  const { pathname, search } = new URL(event.request.url);
  try {
    const answer = await within(fetch(event.request), 6000);
    if (answer.ok && !answer.redirected) {
      const copy = answer.clone();
      event.waitUntil(caches.open(PAGES).then((cache) => cache.put(pathname + search, copy)).then(forgetOld));
    }
    return answer;
  } catch (error) {
    return (await caches.match(pathname + search)) || (await caches.match(pathname)) || (await caches.match(OFFLINE)) || Response.error();
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || request.headers.has('HX-Request')) return;
  if (ASSETS.includes(url.pathname)) {
    event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept || fetch(request)));
  } else if (request.mode === 'navigate' && url.pathname.startsWith('/field/')) {
    event.respondWith(page(event));
  }
});

self.addEventListener('sync', (event) => {
  if (event.tag !== 'outbox') return;
  event.waitUntil(self.clients.matchAll().then((pages) => pages.forEach((each) => each.postMessage('flush'))));
});
