// Shows the state of the outbox: the pill in the header, the number on the tab, the list.
import { word } from './words.js';

const LIGHTS = { wait: 'yellow', sending: 'doing', hold: 'red' };
const STATES = { wait: 'stateWait', sending: 'stateSending', hold: 'stateHold' };

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function pill(records) {
  const holder = document.getElementById('jc-sync');
  if (!holder) return;
  const online = navigator.onLine;
  const held = records.some((record) => record.state === 'hold');
  holder.dataset.state = !online ? 'off' : held ? 'hold' : records.length ? 'wait' : 'on';
  const key = online ? (held ? 'pillHold' : records.length ? 'pillWait' : 'pillOnline') : (records.length ? 'pillOfflineWait' : 'pillOffline');
  holder.querySelector('span').textContent = word(key, { count: records.length });
}

function buttons(record) {
  const foot = element('div', 'jc-task-foot');
  const drop = element('button', 'btn jc-btn-danger', word('remove'));
  drop.type = 'button';
  drop.dataset.outboxRemove = record.key;
  if (record.mayEdit) {
    const edit = element('button', 'btn btn-primary', word('edit'));
    edit.type = 'button';
    edit.dataset.outboxEdit = record.key;
    foot.append(edit);
  }
  foot.append(drop);
  return foot;
}

function item(record) {
  const row = element('li', `jc-task${record.state === 'hold' ? ' jc-task-red' : ''}`);
  const head = element('div', 'jc-task-head');
  head.append(element('h2', '', record.title || word('untitled')), element('span', `jc-status jc-status-${LIGHTS[record.state] || 'yellow'}`, word(STATES[record.state] || 'stateWait')));
  const bytes = record.photos.reduce((sum, photo) => sum + photo.bytes.byteLength, 0);
  const when = new Date(record.at).toLocaleString('zh-CN', { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false }).replace('/', '-');
  const facts = element('p', 'jc-task-line', record.photos.length
    ? word('savedWithPhotos', { when, count: record.photos.length, size: Math.max(1, Math.round(bytes / 1024)) })
    : word('savedAt', { when }));
  row.append(head, facts);
  if (record.why) row.append(element('p', 'jc-task-line', record.why));
  if (record.state === 'hold') row.append(buttons(record));
  return row;
}

export function paint(records) {
  pill(records);
  document.querySelectorAll('[data-outbox-count]').forEach((count) => {
    count.textContent = records.length;
    count.hidden = !records.length;
  });
  const list = document.getElementById('jc-outbox');
  if (!list) return;
  list.replaceChildren(...records.map(item));
  const empty = document.getElementById('jc-outbox-empty');
  if (empty) empty.hidden = records.length > 0;
  document.querySelectorAll('[data-flush]').forEach((button) => { button.hidden = !records.length; });
}
