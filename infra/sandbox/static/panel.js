// Behind the scenes: webhook log, clock, faults, the customer's identity.
import { $, call, el, time } from '/static/api.js';

const ACTS = [
  ['Call', { kind: 'call' }], ['Stop offers', { kind: 'user_preferences', value: 'stop' }], ['Resume offers', { kind: 'user_preferences', value: 'resume' }],
  ['Change number', { kind: 'number_change' }], ['Change user id', { kind: 'user_id_change' }], ['Staff writes from the phone app', { kind: 'echo' }],
  ['Unknown webhook field', { kind: 'unknown_field' }], ['Media that failed', { kind: 'media_failed' }],
];

const SEEN = { phone: 'phone number', phone_bsuid: 'phone number and user id', username_number: 'user name, number for now', username_only: 'user name only' };

export function panel(state, { guarded, send, refresh }) {
  let notes = {};

  const webhooks = guarded(async () => {
    const found = await call('GET', '/webhooks?limit=60');
    $('waiting').textContent = found.waiting ? `${found.waiting} waiting` : '';
    const rows = found.items.filter((item) => !$('only-problems').checked || item.state !== 'delivered');
    $('webhooks').replaceChildren(...rows.map((item) => el('tr', {},
      el('td', {}, time(item.created_at)), el('td', {}, item.summary),
      el('td', { class: item.attempts.some((attempt) => attempt.status !== 200) ? 'bad' : '' }, item.attempts.map((attempt) => attempt.status || attempt.problem || 'none').join(', ') || 'none yet'),
      el('td', {}, item.state.replace('_', ' ')),
      el('td', {}, el('button', { type: 'button', class: 'plain', 'aria-label': `Deliver ${item.summary} of ${time(item.created_at)} again`, onclick: guarded(() => call('POST', `/webhooks/${item.id}/retry`, {})) }, 'Again')))));
    if (!rows.length) $('webhooks').replaceChildren(el('tr', {}, el('td', { colSpan: 5 }, 'Nothing was posted yet.')));
  });

  const clock = guarded(async () => {
    const found = await call('GET', '/clock');
    document.querySelector('[data-clock=freeze]').textContent = found.frozen ? 'Run again' : 'Freeze';
    const ahead = Math.round(found.ahead / 60);
    $('now').textContent = `${new Date(found.now * 1000).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}${found.frozen ? ' (frozen)' : ahead ? ` (${ahead > 0 ? '+' : ''}${ahead} min)` : ''}`;
  });

  const faults = guarded(async () => {
    const found = await call('GET', '/faults');
    notes = found.known;
    $('fault-count').textContent = found.items.length ? `${found.items.length} on` : '';
    $('faults').replaceChildren(...found.items.map((rule) => {
      const parts = [rule.fault, rule.code || '', rule.rate < 1 ? `${Math.round(rule.rate * 100)} %` : '', rule.times !== null ? `${rule.times} left` : '', rule.seconds ? `${rule.seconds} s` : '', rule.route === 'messages' ? '' : `route ${rule.route}`, rule.number || '', rule.person || '', `struck ${rule.hits} times`];
      return el('li', {}, el('span', {}, parts.filter(Boolean).join(' · ')), el('button', { type: 'button', class: 'plain', onclick: guarded(() => call('DELETE', `/faults/${rule.id}`)) }, 'Switch off'));
    }));
  });

  const describe = () => { $('fault-note').textContent = (notes[$('fault').value] || '').replaceAll('`', ''); };

  const addFault = guarded(async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const rule = { fault: given.fault, route: given.route, rate: Number(given.rate), seconds: Number(given.seconds), mode: given.mode };
    if (given.times) rule.times = Number(given.times);
    if (given.code) rule.code = Number(given.code);
    if (given.scope === 'number') rule.number = state.number;
    if (given.scope === 'person') rule.person = state.person;
    await call('POST', '/faults', rule);
    await faults();
  });

  function person() {
    const { person: who } = state.chat;
    const facts = [['Name', who.name], ['Phone', who.phone ? `+${who.phone}` : 'none'], ['User name', who.username ? `@${who.username}` : 'none'],
      ['Seen as', SEEN[who.identity]], ['User ids', Object.values(who.bsuids).join(', ')], ['On WhatsApp', who.on_whatsapp ? 'yes' : 'no']];
    $('identity').replaceChildren(...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  }

  const move = guarded(async (event) => {
    const { advance, clock: how } = event.target.dataset;
    if (advance) await call('POST', '/clock', { advance_seconds: Number(advance) });
    if (how === 'freeze') await call('POST', '/clock', { freeze: event.target.textContent === 'Freeze' });
    if (how === 'real') await call('POST', '/clock', { real: true });
    await clock();
    await refresh();
  });

  function start() {
    $('fault').replaceChildren(...Object.keys(state.facts.faults).map((name) => el('option', { value: name }, name.replaceAll('_', ' '))));
    $('fault-route').replaceChildren(...['messages', 'any', 'graph', ...Object.keys(state.facts.fault_routes)].filter((name, place, all) => all.indexOf(name) === place)
      .map((name) => el('option', { value: name }, name.replaceAll('_', ' '))));
    $('fault').addEventListener('change', describe);
    $('fault-form').addEventListener('submit', addFault);
    $('clock').addEventListener('click', (event) => { if (event.target.tagName === 'BUTTON') move(event); });
    $('flush').addEventListener('click', guarded(() => call('POST', '/flush', {})));
    $('only-problems').addEventListener('change', webhooks);
    $('reset').addEventListener('click', guarded(async () => { if (confirm('Forget every message and customer of the sandbox?')) await call('POST', '/reset', {}); }));
    $('acts').replaceChildren(...ACTS.map(([text, act]) => el('button', { type: 'button', onclick: async () => { await send(act); person(); } }, text)));
    faults().then(describe);
    clock();
    webhooks();
  }

  return { start, webhooks, clock, faults, person };
}
