// The live list of alerts, and countdowns. No library, nothing inline.
const live = document.getElementById('live');
if (live) {
  const list = document.getElementById('alerts');
  const none = document.getElementById('none');
  const stream = new EventSource(live.dataset.stream);
  stream.addEventListener('open', () => { live.textContent = 'Live: new alerts appear by themselves.'; });
  stream.addEventListener('error', () => { live.textContent = 'Not connected; trying again ...'; });
  stream.addEventListener('alert', event => {
    const row = new DOMParser().parseFromString(event.data, 'text/html').querySelector('li');
    if (!row) return;
    const before = document.getElementById(row.id);
    if (before) before.remove();
    list.prepend(document.importNode(row, true));
    none.classList.add('gone');
  });
}
const countdowns = document.querySelectorAll('[data-until]');
function count() {
  for (const place of countdowns) {
    const left = Math.max(0, Math.round((Number(place.dataset.until) - Date.now()) / 1000));
    const h = Math.floor(left / 3600), m = Math.floor(left / 60) % 60, s = left % 60;
    place.textContent = '(in ' + h + ':' + String(m).padStart(2, '0') + ':' + String(s).padStart(2, '0') + ')';
  }
}
if (countdowns.length) { count(); setInterval(count, 1000); }
