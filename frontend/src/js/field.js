// The phone app: what was written waits in the outbox and is sent when it can be.
import { deliver } from './deliver.js';
import { forget, forgetAll } from './keep.js';
import { newKey, Outbox, shrink } from './outbox.js';
import { paint } from './queue.js';
import { announce, word } from './words.js';

const MOST_PHOTOS = 6;
const user = document.body.dataset.user || '';
const box = user ? new Outbox(user) : null;
let again = 0;

const show = async () => paint(box ? await box.all().catch(() => []) : []);

async function settle(record, outcome) {
  if (outcome.done) {
    await box.remove(record.key);
    announce(word('uploaded', { number: outcome.number }));
    return;
  }
  await box.put({ ...record, state: outcome.hold ? 'hold' : 'wait', why: outcome.why, mayEdit: Boolean(outcome.mayEdit) });
}

// A record held because its words were refused waits for its author; every other one is tried.
const mayGo = (record) => !(record.state === 'hold' && record.mayEdit);

async function flushOnce() {
  clearTimeout(again);
  const records = await box.all();
  if (!navigator.onLine) {
    for (const record of records) if (record.state === 'sending') await box.put({ ...record, state: 'wait' });
    await show();
    return;
  }
  const uploadKey = await box.uploadKey();
  let wait = 0;
  for (const record of records.filter(mayGo)) {
    const going = { ...record, state: 'sending', tries: record.tries + 1 };
    await box.put(going);
    await show();
    const outcome = await deliver(going, uploadKey);
    await settle(going, outcome);
    if (outcome.hold && !outcome.mayEdit) break; // signed out: the next one would fare the same
    if (outcome.retry) {
      wait = Math.max((outcome.after || 0) * 1000, Math.min(300000, 5000 * 2 ** Math.min(6, going.tries - 1)));
      break;
    }
  }
  await show();
  if (wait) again = setTimeout(flush, wait);
}

// One sender at a time, across tabs. Who asks while one is sending waits for its turn: what it
// saw (no network, a list without the newest record) may no longer be so.
let turn = null;
export function flush() {
  if (!box) return Promise.resolve();
  if (!navigator.locks) return flushOnce();
  turn = turn || navigator.locks.request(box.name, () => { turn = null; return flushOnce(); });
  return turn;
}

async function recordOf(form) {
  const entries = [...new FormData(form).entries()];
  const photos = [];
  const fields = [];
  for (const [name, value] of entries) {
    if (value instanceof File) {
      if (value.size && photos.length < MOST_PHOTOS) photos.push({ field: name, ...(await shrink(value)) });
    } else if (!['csrfmiddlewaretoken', 'idempotency_key'].includes(name)) fields.push([name, value]);
  }
  const kept = form.jcPhotos || [];
  const named = form.querySelector('select[data-outbox-title]'); // what was chosen names the record
  const title = (named && named.selectedOptions[0] && named.selectedOptions[0].textContent) || form.dataset.title || (fields.find(([name]) => ['text', 'title', 'result', 'note'].includes(name)) || ['', ''])[1];
  return {
    key: form.dataset.key, user, url: form.action, page: location.pathname, title: title.slice(0, 60),
    fields, photos: photos.length ? photos : kept, at: Date.now(), state: 'wait', tries: 0, why: '', mayEdit: false,
  };
}

// A draft that was refused comes back into its form. The refused record stored nothing on the
// server, but its words change now, so the draft gets a new key.
async function restore(form) {
  const key = location.hash.startsWith('#draft=') ? location.hash.slice(7) : '';
  const record = key && await box.get(key).catch(() => null);
  if (!record) return;
  form.dataset.replaces = record.key;
  form.jcPhotos = record.photos;
  record.fields.forEach(([name, value]) => {
    form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field) => {
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.checked || field.value === value;
      else if (field.type !== 'file') field.value = value;
    });
  });
  if (record.photos.length) announce(word('photosKept', { count: record.photos.length }));
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!box || !form.matches('form[data-outbox]')) return;
  event.preventDefault();
  const button = form.querySelector('[type="submit"]');
  if (button.disabled) return;
  button.disabled = true;
  form.querySelectorAll('input[data-now]').forEach((field) => { field.value = new Date().toISOString(); });
  form.dataset.key = form.dataset.key || newKey();
  try {
    await box.put(await recordOf(form));
    if (form.dataset.replaces) await box.remove(form.dataset.replaces);
    if (form.dataset.keep !== undefined) forget(form);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    location.assign(form.dataset.next || '/field/queue');
  } catch (error) {
    button.disabled = false;
    announce(word('phoneFull'));
  }
});

window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  document.querySelectorAll('form[data-outbox]').forEach((form) => {
    delete form.dataset.key;
    form.reset();
    form.querySelector('[type="submit"]').disabled = false;
  });
  show();
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-flush], [data-outbox-remove], [data-outbox-edit]');
  if (!button || !box) return;
  if (button.dataset.flush !== undefined) {
    await flush();
  } else if (button.dataset.outboxRemove) {
    if (!window.confirm(word('removeRecord'))) return;
    await box.remove(button.dataset.outboxRemove);
    await show();
  } else {
    const record = await box.get(button.dataset.outboxEdit);
    if (record) location.assign(`${record.page}#draft=${record.key}`);
  }
});

// Signing out wipes this user's records and the pages kept on the phone: said before it happens.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('form[data-sign-out]') || form.dataset.wiped) return;
  event.preventDefault();
  const waiting = box ? (await box.all().catch(() => [])).length : 0;
  if (waiting && !window.confirm(word('signOutLoses', { count: waiting }))) {
    delete form.dataset.sent;
    return;
  }
  form.dataset.wiped = 'yes';
  if (box) await box.wipe();
  forgetAll();
  await forgetPages();
  form.submit();
});

async function forgetPages() {
  if (!('caches' in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('jc-field-pages')).map((name) => caches.delete(name)));
}

// Another person signed in on this phone: the pages kept for the one before are not theirs.
async function greet() {
  const before = localStorage.getItem('jc-field-user');
  if (user && before && before !== user) { forgetAll(); await forgetPages(); }
  if (user) localStorage.setItem('jc-field-user', user);
  const meta = document.querySelector('meta[name="jc-upload-key"]');
  if (box && meta && meta.content) await box.keepUploadKey(meta.content).catch(() => {});
  if (box) document.querySelectorAll('form[data-outbox]').forEach(restore);
}

for (const name of ['online', 'offline']) {
  window.addEventListener(name, () => { show(); if (navigator.onLine) flush(); });
}
document.addEventListener('visibilitychange', () => { if (!document.hidden) flush(); });
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/field/sw.js', { scope: '/field/' }).catch(() => {});
  navigator.serviceWorker.addEventListener('message', (event) => { if (event.data === 'flush') flush(); });
}
greet().then(show).then(flush);
