// The phone: which customer, which business number, the chat between them. Live news say when to look again.
import { $, call, day, el, time } from '/static/api.js';
import { bubble, gist, markRead, note } from '/static/bubbles.js';
import { business } from '/static/business.js';
import { panel } from '/static/panel.js';
import { templates } from '/static/templates.js';

const state = { facts: null, people: [], person: '', number: '', chat: null, quote: null, editing: null, drawn: '' };
const EMOJIS = ['👍', '❤️', '😂', '😮', '🙏', '🔥'];
const TILES = [
  ['Photo', { kind: 'image', caption: 'the dent I mentioned' }], ['Voice', { kind: 'audio', voice: true }], ['Video', { kind: 'video' }],
  ['Document', { kind: 'document', caption: 'please check' }], ['Sticker', { kind: 'sticker' }], ['Location', { kind: 'location' }],
  ['Contact card', { kind: 'contacts' }], ['Order', { kind: 'order', text: 'gift wrap please' }],
  ['From an ad', { kind: 'text', text: 'Hello! Can I get more info on this?', referral: true }], ['Forwarded', { kind: 'text', text: 'forwarded joke', forwarded: 'many' }],
  ['A poll', { kind: 'unsupported' }], ['Unknown kind', { kind: 'unknown_type' }],
];

const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode: the choice lasts for this visit */ } };
const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

export function trouble(error) {
  $('problem').textContent = error ? error.message : '';
  $('problem').hidden = !error;
}

const guarded = (work) => async (...given) => {
  try { trouble(null); return await work(...given); } catch (error) { trouble(error); return undefined; }
};

// -- the chat ---------------------------------------------------------------------------------------------------------
const send = guarded(async (act) => {
  await call('POST', '/inbound', { person: state.person, number: state.number, ...act });
  await refresh();
});

const acts = { send, list: openList, open: openBubble };

function draw() {
  const chat = state.chat;
  const sketch = JSON.stringify([chat.messages, chat.person.id, chat.number]);
  drawHead();
  if (sketch === state.drawn) return;
  state.drawn = sketch;
  const log = $('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 90;
  const context = { byId: new Map(chat.messages.map((message) => [message.id, message])), acts };
  const lines = [];
  let shownDay = '';
  for (const message of chat.messages) {
    const aside = note(message);
    if (aside === null) continue;
    if (day(message.at) !== shownDay) {
      shownDay = day(message.at);
      lines.push(el('li', { class: 'day' }, shownDay));
    }
    lines.push(aside || bubble(message, context));
  }
  if (!lines.length) lines.push(el('li', { class: 'note' }, `Nothing yet. Write to ${businessName()} below.`));
  $('lines').replaceChildren(...lines);
  if (atEnd || state.fresh) log.scrollTop = log.scrollHeight;
  state.fresh = false;
}

const businessName = () => (state.facts.numbers.find((number) => number.id === state.number) || {}).verified_name || '';

function drawHead() {
  const { person, typing, window_open: open, blocked } = state.chat;
  $('business').textContent = businessName();
  $('face').textContent = businessName().slice(0, 1);
  $('presence').className = typing ? 'typing' : '';
  $('presence').textContent = blocked ? 'has blocked you' : typing ? 'typing…' : open ? 'may answer freely for 24 hours' : 'may only send templates';
  $('online').checked = person.online;
  $('auto-read').checked = person.auto_read;
  $('receipts').checked = person.read_receipts;
  const unread = state.chat.messages.filter((message) => message.direction === 'out' && message.stages.delivered && !message.stages.read && !message.stages.failed && message.type !== 'reaction');
  $('read').disabled = !unread.length;
  $('read').textContent = unread.length ? `Mark ${unread.length} as read` : 'All read';
}

let asked = 0;
export async function refresh() {
  if (!state.person || !state.number) return;
  const mine = ++asked;
  const chat = await call('GET', `/chats/${state.number}/${encodeURIComponent(state.person)}`);
  if (mine !== asked) return;
  state.chat = chat;
  draw();
}

// -- choosing ---------------------------------------------------------------------------------------------------------
async function loadPeople() {
  state.people = (await call('GET', '/people')).items;
  const label = (person) => `${person.name} (${person.identity === 'username_only' ? `@${person.username}` : `+${person.phone}`})`;
  $('person').replaceChildren(...state.people.map((person) => el('option', { value: person.id }, label(person))));
  if (!state.people.some((person) => person.id === state.person)) state.person = state.people[0] ? state.people[0].id : '';
  $('person').value = state.person;
}

async function loadFacts() {
  state.facts = await call('GET', '');
  $('number').replaceChildren(...state.facts.numbers.map((number) => el('option', { value: number.id }, `${number.verified_name} (${number.display})`)));
  if (!state.facts.numbers.some((number) => number.id === state.number)) state.number = state.facts.numbers[0].id;
  $('number').value = state.number;
}

async function choose() {
  state.person = $('person').value;
  state.number = $('number').value;
  state.fresh = true;
  state.drawn = '';
  remember('person', state.person);
  remember('number', state.number);
  unquote();
  await refresh();
  side.person();
}

// -- composer ---------------------------------------------------------------------------------------------------------
function quote(message, editing = false) {
  state.quote = editing ? null : message;
  state.editing = editing ? message : null;
  $('quoted-text').textContent = `${editing ? 'Edit' : 'Reply to'}: ${gist(message)}`;
  $('quoted').hidden = false;
  if (editing) $('message').value = gist(message);
  $('message').focus();
}

function unquote() {
  state.quote = state.editing = null;
  $('quoted').hidden = true;
}

async function submit(event) {
  event.preventDefault();
  const text = $('message').value;
  if (!text.trim()) return;
  const { quote: quoted, editing } = state;
  $('message').value = '';
  unquote();
  if (editing) await send({ kind: 'edit', target: editing.id, text });
  else await send({ kind: 'text', text, ...(quoted ? { quote: quoted.id } : {}) });
}

const kindOf = (type) => (type === 'image/webp' ? 'sticker' : ['image', 'video', 'audio'].find((kind) => type.startsWith(`${kind}/`)) || 'document');

async function sendFile(event) {
  const file = event.target.files[0];
  if (!file) return;
  const address = await new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(file); });
  const mime = file.type || 'application/octet-stream';
  $('attach-dialog').close();
  event.target.value = '';
  await send({ kind: kindOf(mime), data: address.split(',')[1], mime_type: mime, filename: file.name, voice: $('voice').checked });
}

// -- dialogs ----------------------------------------------------------------------------------------------------------
function openList(message) {
  const { action } = message.content;
  $('list-title').textContent = action.button;
  $('list-rows').replaceChildren(...action.sections.map((section) => el('fieldset', {}, section.title ? el('legend', {}, section.title) : null,
    ...section.rows.map((row) => el('button', { type: 'button', onclick: () => {
      $('list-dialog').close();
      send({ kind: 'list_reply', target: message.id, id: row.id, title: row.title, description: row.description });
    } }, row.title, row.description ? el('small', {}, row.description) : null)))));
  $('list-dialog').showModal();
}

function openBubble(message) {
  const close = (work) => () => { $('bubble-dialog').close(); return work(); };
  const own = (message.reactions || {}).customer;
  $('emojis').replaceChildren(...EMOJIS.map((emoji) => el('button', {
    type: 'button', 'aria-pressed': String(own === emoji), 'aria-label': `React with ${emoji}`,
    onclick: close(() => send(own === emoji ? { kind: 'reaction_removed', target: message.id } : { kind: 'reaction', target: message.id, emoji })),
  }, emoji)));
  const buttons = [['Reply', () => quote(message)]];
  if (message.direction === 'in' && !message.revoked_at) {
    if (['text', 'image', 'video', 'document'].includes(message.type)) buttons.push(['Edit', () => quote(message, true)]);
    buttons.push(['Delete for everyone', () => send({ kind: 'revoke', target: message.id })]);
  }
  if (message.direction === 'out' && message.type === 'audio') buttons.push(['Listen (played)', () => send({ kind: 'played', target: message.id })]);
  $('bubble-acts').replaceChildren(...buttons.map(([text, work]) => el('button', { type: 'button', onclick: close(work) }, text)));
  const facts = [['Id', message.id], ['Kind', message.type], ...Object.entries(message.stages).map(([stage, at]) => [stage, time(at)])];
  if (message.callback) facts.push(['Callback data', message.callback]);
  $('bubble-facts').replaceChildren(...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  $('bubble-dialog').showModal();
}

async function createPerson(event) {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
  try {
    const person = await call('POST', '/people', given);
    event.target.reset();
    $('person-problem').hidden = true;
    $('person-dialog').close();
    await loadPeople();
    $('person').value = person.id;
    await choose();
  } catch (error) {
    $('person-problem').textContent = error.message;
    $('person-problem').hidden = false;
  }
}

// -- live -------------------------------------------------------------------------------------------------------------
let later = 0;
function soon() {
  if (later) return;
  later = setTimeout(() => { later = 0; refresh().catch(trouble); side.webhooks(); }, 60);
}

function listen() {
  const source = new EventSource('/_sandbox/events');
  source.onopen = () => { $('live').textContent = 'live'; soon(); };
  source.onerror = () => { $('live').textContent = 'not connected'; };
  source.onmessage = async (event) => {
    const news = JSON.parse(event.data);
    if (news.kind === 'all') { location.reload(); return; }
    if (news.kind === 'people') await loadPeople();
    if (news.kind === 'faults') side.faults();
    if (news.kind === 'clock') side.clock();
    if (news.kind === 'tokens') back.tokens();
    if (news.kind === 'accounts') { await back.accounts(); await loadFacts(); await review.load(); }
    if (news.kind === 'templates' || news.kind === 'settings') review.load();
    if (news.kind === 'chat' && !state.people.some((person) => person.id === news.person)) await loadPeople();
    soon();
  };
  setInterval(() => { side.clock(); if (state.chat && state.chat.typing) soon(); }, 5000);
}

const setPerson = (key) => guarded(async (event) => {
  await call('PATCH', `/people/${encodeURIComponent(state.person)}`, { [key]: event.target.checked });
  await refresh();
});

const side = panel(state, { guarded, send, refresh });
const back = business(state, { guarded });
const review = templates(state, { guarded });

async function start() {
  state.person = remembered('person') || 'mira';
  state.number = remembered('number') || '';
  $('person').addEventListener('change', guarded(choose));
  $('number').addEventListener('change', guarded(choose));
  $('online').addEventListener('change', setPerson('online'));
  $('auto-read').addEventListener('change', setPerson('auto_read'));
  $('receipts').addEventListener('change', setPerson('read_receipts'));
  $('read').addEventListener('click', guarded(async () => { await markRead(state.number, state.person); await refresh(); }));
  $('composer').addEventListener('submit', submit);
  $('message').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
    if (event.key === 'Escape') unquote();
  });
  $('unquote').addEventListener('click', unquote);
  $('attach').addEventListener('click', () => $('attach-dialog').showModal());
  $('tiles').replaceChildren(...TILES.map(([text, act]) => el('button', { type: 'button', onclick: () => { $('attach-dialog').close(); send(act); } }, text)));
  $('file').addEventListener('change', guarded(sendFile));
  $('new-person').addEventListener('click', () => $('person-dialog').showModal());
  $('person-cancel').addEventListener('click', () => $('person-dialog').close());
  $('person-form').addEventListener('submit', createPerson);
  await loadFacts();
  await loadPeople();
  side.start();
  await choose();
  await back.start();
  await review.start();
  listen();
}

start().catch(trouble);
