// One attempt to deliver one record. The outcome is one of:
//   {done, number}            acknowledged: the record may be forgotten
//   {hold, why, mayEdit}      nothing was stored; a person has to act
//   {retry, why, after}       unknown or temporary: try again, same key
import { csrfToken, renewCsrfToken, word } from './words.js';

const TEMPORARY = [408, 425, 429];

function body(record) {
  const form = new FormData();
  record.fields.forEach(([name, value]) => form.append(name, value));
  record.photos.forEach((photo) => {
    form.append(photo.field, new Blob([photo.bytes], { type: photo.type }), photo.name);
  });
  return form;
}

async function reason(answer) {
  try {
    const problem = await answer.json();
    const reasons = problem.reasons && problem.reasons.length ? problem.reasons.join('；') : '';
    return reasons || problem.detail || problem.title || '';
  } catch (error) {
    return '';
  }
}

async function judge(answer) {
  if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) {
    return { hold: true, mayEdit: false, why: word('signInToUpload') };
  }
  if (answer.ok) {
    const acknowledged = await answer.json().catch(() => null);
    if (acknowledged && acknowledged.number) return { done: true, number: acknowledged.number };
    return { retry: true, why: word('notAcknowledged') };
  }
  if (answer.status >= 400 && answer.status < 500 && !TEMPORARY.includes(answer.status)) {
    return { hold: true, mayEdit: true, why: (await reason(answer)) || word('refused', { status: answer.status }) };
  }
  const after = Number(answer.headers.get('Retry-After')) || 0;
  return { retry: true, why: word('serverBusy'), after };
}

function post(record, uploadKey, signal) {
  const headers = {
    Accept: 'application/json', 'Idempotency-Key': record.key, 'X-CSRFToken': csrfToken(), 'X-Jiceng-User': record.user,
  };
  if (uploadKey) headers['X-Upload-Key'] = uploadKey;
  return fetch(record.url, {
    method: 'POST', body: body(record), credentials: 'same-origin', redirect: 'manual', signal, headers,
  });
}

export async function deliver(record, uploadKey) {
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), 60000);
  try {
    let answer = await post(record, uploadKey, stop.signal);
    if (answer.status === 403 && await renewCsrfToken(record.user)) answer = await post(record, uploadKey, stop.signal);
    return await judge(answer);
  } catch (error) {
    return { retry: true, why: word('waitingForNetwork') };
  } finally {
    clearTimeout(limit);
  }
}
