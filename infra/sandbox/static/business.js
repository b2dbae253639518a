// The business's side of Meta: tokens to copy, and what happens to accounts and numbers.
import { $, call, el } from '/static/api.js';

const DEAD = { 458: 'app removed', 459: 'checkpoint', 460: 'password changed', 463: 'session expired', 464: 'not confirmed', 467: 'logged out' };

export function business(state, { guarded }) {
  const option = (value, text) => el('option', { value }, text);
  const words = (name) => name.replaceAll('_', ' ');

  function mark(token, now) {
    if (token.subcode) return `dead: ${DEAD[token.subcode] || token.subcode}`;
    if (!token.expires_at) return 'never expires';
    return token.expires_at < now ? 'expired' : `${Math.ceil((token.expires_at - now) / 86400)} days left`;
  }

  const tokens = guarded(async () => {
    const [found, clock] = await Promise.all([call('GET', '/tokens'), call('GET', '/clock')]);
    const names = new Map(state.facts.accounts.map((one) => [one.id, one.name]));
    $('tokens').replaceChildren(...found.items.slice(-12).reverse().map((token) => {
      const whose = token.accounts.map((one) => names.get(one) || one).join(', ') || 'all accounts';
      const about = [token.note || 'system user', whose, mark(token, clock.now)].join(' · ');
      const next = token.subcode ? { token: token.value, revive: true } : { token: token.value, subcode: 460 };
      return el('li', {}, el('span', {}, about, el('code', { class: 'tail' }, ` …${token.value.slice(-6)}`)), el('span', { class: 'tools' },
        el('button', { type: 'button', class: 'plain', 'aria-label': `Copy the token that ends in ${token.value.slice(-6)}`, onclick: guarded(() => copy(token.value)) }, 'Copy'),
        el('button', { type: 'button', class: 'plain', 'aria-label': `${token.subcode ? 'Revive' : 'Invalidate'} the token that ends in ${token.value.slice(-6)}`, onclick: guarded(async () => { await call('POST', '/tokens/kill', next); await tokens(); }) }, token.subcode ? 'Revive' : 'Invalidate')));
    }));
  });

  async function copy(value) {
    $('token').value = value;
    try {
      await navigator.clipboard.writeText(value);
      $('token-said').textContent = 'Copied.';
    } catch {
      $('token').select();
      $('token-said').textContent = 'Press Ctrl+C: the browser did not allow copying.';
    }
  }

  const mint = guarded(async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const made = await call('POST', '/tokens', { preset: given.preset, account: given.account });
    $('token').value = made.value;
    $('token-said').textContent = 'Made.';
    await tokens();
  });

  // Only numbers of the chosen account; an account's event needs none.
  function drawNumbers() {
    const about = state.events[$('event').value]?.about;
    const mine = state.facts.numbers.filter((one) => one.account === $('event-account').value);
    $('event-number').replaceChildren(...mine.map((one) => option(one.id, one.display)));
    $('event-number').disabled = about !== 'number' || !mine.length;
    $('event-note').textContent = (state.events[$('event').value]?.note || '').replaceAll('`', '');
  }

  const happen = guarded(async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const about = state.events[given.event].about;
    const made = await call('POST', '/happen', about === 'number' ? { event: given.event, number: given.number } : { event: given.event, account: given.account });
    const number = about === 'number' ? `, ${made.number.display} is ${made.number.status.toLowerCase()}` : '';
    $('event-said').textContent = `Done: ${words(given.event)}${number}.`;
    await accounts();
    await tokens();
  });

  const accounts = guarded(async () => {
    state.facts = await call('GET', '');
    const names = state.facts.accounts.map((one) => option(one.id, `${one.name} (${one.id})`));
    for (const id of ['event-account', 'token-account']) {
      const kept = $(id).value;
      $(id).replaceChildren(...names.map((one) => one.cloneNode(true)));
      if (state.facts.accounts.some((one) => one.id === kept)) $(id).value = kept;
    }
    $('standing').replaceChildren(...state.facts.accounts.flatMap((one) => {
      const mine = state.facts.numbers.filter((number) => number.account === one.id);
      const facts = [one.ban && `ban: ${one.ban}`, one.restriction && `restricted: ${one.restriction}`, one.review !== 'APPROVED' && `review: ${one.review}`, !one.payment_ok && 'payment failed',
        one.blocked_countries.length && `blocked: ${one.blocked_countries.join(', ')}`, Object.keys(one.subscriptions).length ? 'subscribed' : 'not subscribed'].filter(Boolean);
      return [el('dt', {}, one.name), el('dd', {}, `${facts.join(', ')}; ${mine.map((number) => `${number.display} ${number.status.toLowerCase()}`).join(', ') || 'no number'}`)];
    }));
    drawNumbers();
  });

  async function start() {
    state.events = (await call('GET', '/happenings')).items;
    const kinds = (await call('GET', '/tokens')).presets;
    $('event').replaceChildren(...Object.keys(state.events).map((name) => option(name, words(name))));
    $('preset').replaceChildren(...Object.entries(kinds).map(([name, note]) => option(name, `${words(name)}: ${note}`)), option('app', 'app: the app’s own token'));
    $('event').addEventListener('change', drawNumbers);
    $('event-account').addEventListener('change', drawNumbers);
    $('event-form').addEventListener('submit', happen);
    $('token-form').addEventListener('submit', mint);
    $('copy-token').addEventListener('click', guarded(() => copy($('token').value)));
    await accounts();
    await tokens();
  }

  return { start, tokens, accounts };
}
