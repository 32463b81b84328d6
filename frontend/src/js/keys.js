// j and k move through a list, Enter opens, x picks. Links and boxes work without any of it.
const typing = (target) => target.closest('input:not([type="checkbox"]), select, textarea, [contenteditable]');
const lines = () => [...document.querySelectorAll('table[data-keys] tbody tr')].filter((line) => line.querySelector('a'));

function go(step) {
  const all = lines();
  if (!all.length) return;
  const now = all.findIndex((line) => line.classList.contains('jc-here'));
  const next = Math.min(Math.max(now + step, 0), all.length - 1);
  all.forEach((line, index) => line.classList.toggle('jc-here', index === next));
  all[next].querySelector('a').focus();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === 'j') go(1);
  else if (event.key === 'k') go(-1);
  else if (event.key === 'x') {
    const box = document.querySelector('tr.jc-here input[name="pick"]');
    if (box) box.checked = !box.checked;
  }
});
