// The mailbox: what the product sent by mail, newest first. Text goes in as text, HTML only into a sandboxed frame.
import { $, call, el, time, day } from '/static/api.js';

const EVERY = 2000;
let mails = [];
let chosen = new URLSearchParams(location.search).get('id') || '';
let drawn = '';

function trouble(error) {
  $('problem').textContent = error ? error.message : '';
  $('problem').hidden = !error;
}

// Addresses become links; everything else stays text.
function linked(text) {
  const parts = [];
  let last = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"']+/g)) {
    const address = found[0].replace(/[.,;:!?)\]]+$/, '');
    parts.push(text.slice(last, found.index), el('a', { href: address, target: '_blank', rel: 'noreferrer' }, address));
    last = found.index + address.length;
  }
  return [...parts, text.slice(last)].filter((part) => part !== '');
}

function drawMail() {
  const mail = mails.find((one) => one.id === chosen);
  const sketch = mail ? mail.id : '';
  if (sketch === drawn) return;
  drawn = sketch;
  if (!mail) { $('mail').replaceChildren(el('p', { class: 'note' }, 'Choose a mail.')); return; }
  const facts = [['To', mail.to.join(', ')], ['From', mail.from], ['At', `${day(mail.at)}, ${time(mail.at)}`]];
  const parts = [el('h2', {}, mail.subject || 'No subject'), el('dl', {}, ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))];
  if (mail.code) {
    const copied = el('span', { role: 'status' });
    const copy = async () => {
      try { await navigator.clipboard.writeText(mail.code); copied.textContent = 'Copied.'; } catch { copied.textContent = 'The browser did not allow copying.'; }
    };
    parts.push(el('p', { class: 'code', 'data-code': mail.code }, mail.code), el('p', { class: 'tools' }, el('button', { type: 'button', onclick: copy }, 'Copy the code'), copied));
  }
  if (mail.links.length) {
    parts.push(el('ul', { class: 'links-in' }, ...mail.links.map((link) => el('li', {}, el('a', { href: link, target: '_blank', rel: 'noreferrer' }, link)))));
  }
  if (mail.text) parts.push(el('pre', {}, ...linked(mail.text)));
  if (mail.has_html) parts.push(el('iframe', { src: `/mailbox/${encodeURIComponent(mail.id)}/html`, title: 'The mail as HTML' }));
  $('mail').replaceChildren(...parts);
}

function draw() {
  $('none').hidden = mails.length > 0;
  $('none').textContent = $('to').value ? 'No mail to this address.' : 'No mail yet.';
  $('live').textContent = `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}`;
  const focused = document.activeElement?.dataset?.id;
  $('mails').replaceChildren(...mails.map((mail) => el('li', {}, el('button', {
    type: 'button', 'data-id': mail.id, 'aria-current': mail.id === chosen ? 'true' : undefined,
    onclick: () => { chosen = mail.id; draw(); $('mail').focus(); },
  }, el('b', {}, mail.subject || 'No subject'), el('small', {}, mail.to.join(', ')), el('small', {}, `${day(mail.at)}, ${time(mail.at)}`)))));
  if (focused) document.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  drawMail();
}

let listed = '';
async function look() {
  try {
    const found = await call('GET', `/mails?${new URLSearchParams({ to: $('to').value.trim(), bodies: '1' })}`);
    trouble(found.problem ? new Error(found.problem) : null);
    mails = found.items;
    if (!chosen && mails.length) chosen = mails[0].id;
    const sketch = JSON.stringify([chosen, $('to').value, ...mails.map((mail) => mail.id)]);
    if (sketch !== listed) { listed = sketch; draw(); }
  } catch (error) { trouble(error); }
}

$('to').value = new URLSearchParams(location.search).get('to') || '';
$('to').addEventListener('input', () => { chosen = ''; look(); });
$('search').addEventListener('submit', (event) => { event.preventDefault(); look(); });
setInterval(() => { if ($('auto').checked && !document.hidden) look(); }, EVERY);
look();
