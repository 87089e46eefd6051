// The live list of alerts, countdowns, and what a query could go on with. No library, nothing inline.
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
const query = document.getElementById('query');
const choices = document.getElementById('choices');
if (query && choices) {
  let found = [], chosen = -1, timer = 0, asking = null;
  query.setAttribute('role', 'combobox');
  query.setAttribute('aria-autocomplete', 'list');
  query.setAttribute('aria-controls', choices.id);
  query.setAttribute('aria-expanded', 'false');
  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    found = []; chosen = -1;
    choices.hidden = true;
    choices.replaceChildren();
    query.setAttribute('aria-expanded', 'false');
    query.removeAttribute('aria-activedescendant');
  }
  function mark(index) {
    chosen = index;
    [...choices.children].forEach((item, i) => {
      item.setAttribute('aria-selected', String(i === chosen));
      if (i === chosen) item.scrollIntoView({block: 'nearest'});
    });
    if (chosen < 0) query.removeAttribute('aria-activedescendant');
    else query.setAttribute('aria-activedescendant', 'choice-' + chosen);
  }
  function take(index) {
    const one = found[index], value = query.value;
    query.value = value.slice(0, one.from) + one.text + value.slice(one.to);
    const at = one.from + one.text.length;
    close();
    query.focus();
    query.setSelectionRange(at, at);
    ask();
  }
  function show() {
    choices.replaceChildren(...found.map((one, i) => {
      const item = document.createElement('li');
      item.id = 'choice-' + i;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      const text = document.createElement('code'), meaning = document.createElement('small');
      text.textContent = one.text;
      meaning.textContent = one.meaning;
      item.append(text, meaning);
      item.addEventListener('mousedown', event => { event.preventDefault(); take(i); });
      return item;
    }));
    choices.hidden = found.length === 0;
    query.setAttribute('aria-expanded', String(found.length > 0));
    mark(-1);
  }
  async function load() {
    if (asking) asking.abort();
    const mine = asking = new AbortController();
    const asked = new URLSearchParams({text: query.value, cursor: query.selectionStart});
    try {
      const answer = await fetch('/api/flows/complete?' + asked, {signal: mine.signal});
      if (!answer.ok) { close(); return; }
      const told = (await answer.json()).suggestions;
      if (asking !== mine || document.activeElement !== query) return;
      found = told;
      show();
    } catch (e) {
      if (asking === mine) close();
    }
  }
  function ask() { clearTimeout(timer); timer = setTimeout(load, 120); }
  query.addEventListener('input', ask);
  query.addEventListener('blur', close);
  query.addEventListener('keydown', event => {
    if (choices.hidden) {
      if (event.key === 'ArrowDown') { event.preventDefault(); load(); }
      return;
    }
    const last = found.length - 1;
    if (event.key === 'ArrowDown') mark(chosen >= last ? 0 : chosen + 1);
    else if (event.key === 'ArrowUp') mark(chosen <= 0 ? last : chosen - 1);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen >= 0) take(chosen);
    else return;
    event.preventDefault();
  });
}
