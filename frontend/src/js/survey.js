// Questions of a survey come and go at once with the answers they hang on. Without scripts the page
// comes back with them; their conditions are those of rules/conditions.py, written as lists.
const ORDER = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
};

function holds(when, said) {
  const [word, ...parts] = when;
  if (word === 'not') return !holds(parts[0], said);
  if (Array.isArray(parts[0])) {
    return word === 'and' ? parts.every((one) => holds(one, said)) : parts.some((one) => holds(one, said));
  }
  const [sign, values] = parts;
  const answer = said[word];
  if (answer === undefined || answer.length === 0) return false;
  if (sign === 'has') return answer.includes(values[0]);
  if (ORDER[sign]) return ORDER[sign](Number(answer[0]), Number(values[0]));
  const among = values.some((one) => answer[0] === one || (one !== '' && Number(answer[0]) === Number(one)));
  return sign === '!=' ? !among : among;
}

function unpacked(template) {
  const box = document.createElement('div');
  box.className = 'jc-question';
  box.dataset.question = template.dataset.question;
  box.dataset.when = template.dataset.when;
  box.append(template.content);
  template.replaceWith(box);
}

function arranged(form) {
  const said = {};
  form.querySelectorAll('.jc-question').forEach((box) => {
    const code = box.dataset.question;
    const shown = !box.dataset.when || holds(JSON.parse(box.dataset.when), said);
    box.hidden = !shown;
    box.querySelectorAll('input, textarea').forEach((control) => { control.disabled = !shown; });
    if (!shown) return;
    const given = [...box.querySelectorAll(`[name="q_${code}"]`)]
      .filter((control) => !['radio', 'checkbox'].includes(control.type) || control.checked)
      .map((control) => control.value.trim()).filter((value) => value !== '');
    if (given.length) said[code] = given;
  });
  form.querySelectorAll('[data-part]').forEach((part) => {
    part.hidden = !part.querySelector('.jc-question:not([hidden]), .jc-field-item:not([hidden])');
  });
}

document.querySelectorAll('form[data-survey]').forEach((form) => {
  form.querySelectorAll('template[data-question]').forEach(unpacked);
  form.querySelectorAll('[data-kept]').forEach((kept) => kept.remove());
  arranged(form);
  form.addEventListener('input', () => arranged(form));
  const fresh = form.querySelector('[data-fresh] input:not([type="hidden"]), [data-fresh] textarea');
  if (fresh) fresh.focus();
});
