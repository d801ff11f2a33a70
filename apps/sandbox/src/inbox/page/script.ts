/**
 * The page's script. It lives in a string because the compiler copies nothing but what it compiles, and holds as little as
 * it can: the server draws everything, this fetches what was drawn, and again whenever the server says something changed.
 */
export const script = String.raw`
const find = (selector) => document.querySelector(selector);
const list = find('#list'), message = find('#message'), search = find('#search'), state = find('#state');
let shown, known, fetching = false, stale = false;

/** One fetch at a time; whatever changes meanwhile leads to one more. */
async function refresh() {
  if (fetching) { stale = true; return; }
  fetching = true;
  try {
    do {
      stale = false;
      const response = await fetch('/inbox/list?' + new URLSearchParams(new FormData(search)));
      if (response.ok) showList(await response.text());
    } while (stale);
  } catch { /* the event stream tells when the server is back */ }
  finally { fetching = false; }
}

function showList(markup) {
  const focused = document.activeElement?.dataset?.id;
  list.innerHTML = markup;
  localize(list);
  const items = [...list.querySelectorAll('.item')];
  for (const item of items) item.classList.toggle('fresh', known !== undefined && !known.has(item.dataset.id));
  known = new Set([...(known ?? []), ...items.map((item) => item.dataset.id)]);
  const count = Number(list.querySelector('.items').dataset.count);
  const asked = search.contains.value !== '' || search.channel.value !== '';
  find('#nothing').hidden = count > 0 || !asked;
  document.title = (count > 0 ? '(' + count + ') ' : '') + 'Sandbox inbox';
  if (focused) itemOf(focused)?.focus({ preventScroll: true });
  showMessage();
}

async function showMessage() {
  const id = decodeURIComponent(location.hash.slice(1));
  for (const item of list.querySelectorAll('.item')) item.toggleAttribute('aria-current', item.dataset.id === id);
  document.body.classList.toggle('reading', id !== '');
  const version = id + ' ' + (itemOf(id)?.dataset.version ?? '');
  if (version === shown) return;
  const another = id !== shown?.split(' ')[0];
  shown = version;
  if (id === '') { message.replaceChildren(find('#welcome').content.cloneNode(true)); return; }
  const response = await fetch('/inbox/messages/' + encodeURIComponent(id));
  const markup = response.ok ? await response.text() : '<p class="gone">This message is no longer here.</p>';
  if (shown !== version) return;
  message.innerHTML = '<a class="back" href="#">All messages</a>' + markup;
  localize(message);
  if (another) message.scrollTop = 0;
}

function localize(within) {
  for (const time of within.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = today ? at.toLocaleTimeString() : at.toLocaleString();
    time.title = at.toLocaleString() + ' here, ' + time.dateTime;
  }
}

function itemOf(id) { return [...list.querySelectorAll('.item')].find((item) => item.dataset.id === id); }

function move(step) {
  const items = [...list.querySelectorAll('.item')];
  const at = items.findIndex((item) => item.hasAttribute('aria-current'));
  const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
  if (!next) return;
  next.focus();
  location.hash = next.dataset.id;
}

function onKey(event) {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  const typing = event.target.matches('input[type=search]');
  const choosing = event.target.matches('input[type=radio]');
  if (event.key === 'Escape') { event.target.blur(); location.hash = ''; }
  else if (typing) return;
  else if (event.key === '/') { search.contains.focus(); event.preventDefault(); }
  else if (event.key === 'j' || (event.key === 'ArrowDown' && !choosing)) { move(1); event.preventDefault(); }
  else if (event.key === 'k' || (event.key === 'ArrowUp' && !choosing)) { move(-1); event.preventDefault(); }
}

function say(name, words) { state.dataset.state = name; state.firstElementChild.textContent = words; }

addEventListener('keydown', onKey);
addEventListener('hashchange', showMessage);
search.addEventListener('input', refresh);
search.addEventListener('submit', (event) => event.preventDefault());
find('#clear').addEventListener('click', () => fetch('/api/messages', { method: 'DELETE' }));
list.addEventListener('click', ({ target }) => {
  if (target.id !== 'clear-faults') return;
  const body = JSON.stringify({ email: null, slack: null });
  fetch('/api/faults', { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
});

const events = new EventSource('/inbox/events');
events.addEventListener('open', () => { say('live', 'Live'); refresh(); });
events.addEventListener('error', () => say('lost', 'Reconnecting'));
events.addEventListener('changed', refresh);
refresh();
showMessage();
`;
