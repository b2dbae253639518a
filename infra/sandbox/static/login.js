// The fake Facebook login window: a form, one call to the sandbox, and what it says posted to the page that opened us.
import { $, call, el } from '/static/api.js';

const query = new URLSearchParams(location.search);
const form = $('form');
const origin = query.get('origin') || '';
const NAMES = {
  signup_message_lost: 'The message about what was chosen is lost', signup_message_late: 'That message comes two seconds after the code',
  signup_code_first: 'The code comes before the message', signup_code_lost: 'The window closes without a code',
  signup_code_expired: 'The code is too old', signup_code_used: 'The code was used already',
  signup_noise: 'Other messages around ours', signup_other_ids: 'The message names somebody else’s account and number',
};
let offer = null;

const option = (value, text) => el('option', { value }, text);
const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

function trouble(error) {
  $('problem').textContent = error ? error.message : '';
  $('problem').hidden = !error;
}

const business = () => offer.businesses.find((one) => one.id === $('business').value);
const account = () => business()?.accounts.find((one) => one.id === $('account').value);

function drawAccounts() {
  const known = business()?.accounts ?? [];
  $('account').replaceChildren(...known.map((one) => option(one.id, `${one.name} (${one.id})`)), option('', 'A new account'));
  drawNumbers();
}

function drawNumbers() {
  const known = account()?.numbers ?? [];
  $('number').replaceChildren(...known.map((one) => option(one.id, `${one.display} · ${one.name}`)), option('', 'A new number'), option('none', 'No number yet'));
  show();
}

function show() {
  const shown = {
    'new-business': !$('business').value, 'new-account': !$('account').value, 'new-number': !$('number').value,
    'own-number': !$('number').value, 'any-number': $('number').value !== 'none',
  };
  for (const part of form.querySelectorAll('[data-when]')) part.hidden = !shown[part.dataset.when];
}

function chosen() {
  const given = Object.fromEntries(new FormData(form));
  const asked = {
    business: given.business || { name: given.business_name },
    account: given.account || { name: given.account_name },
    number: given.number || { name: given.number_name, phone: given.phone, pin: given.pin },
    coexistence: given.number !== 'none' && Boolean(given.coexistence),
    lifetime_days: Number(given.lifetime_days),
    faults: [...form.querySelectorAll('#faults input:checked')].map((one) => one.value),
  };
  if (given.scopes) asked.scopes = [given.scopes];
  if (query.get('app_id')) asked.app_id = query.get('app_id');
  return asked;
}

// To exactly the page that opened us, in the order the sandbox says; then the window closes itself.
async function post(steps) {
  const opener = window.opener;
  const state = query.get('state') || '';
  let answered = false;
  for (const step of steps) {
    if (step.what === 'wait') await pause(step.seconds);
    else if (opener && step.what === 'code') {
      opener.postMessage(`cb=${state}&code=${encodeURIComponent(step.code)}`, origin);
      answered = true;
    } else if (opener) opener.postMessage(step.what === 'message' ? JSON.stringify(step.data) : step.data, origin);
  }
  if (opener && !answered) opener.postMessage(`cb=${state}`, origin);
  $('said').textContent = opener ? 'Done: this window closes.' : 'Done. No page opened this window, so nobody was told.';
  if (opener) setTimeout(() => window.close(), 50);
}

async function finish(asked) {
  trouble(null);
  try {
    const made = await call('POST', '/signup', asked);
    for (const one of document.querySelectorAll('button')) one.disabled = true;
    await post(made.post);
  } catch (error) { trouble(error); }
}

async function start() {
  offer = await call('GET', '/signup');
  $('app').textContent = origin || 'the page that opened this window';
  $('business').replaceChildren(...offer.businesses.map((one) => option(one.id, one.name)), option('', 'A new business'));
  $('faults').replaceChildren(...offer.faults.map((name) => el('label', { class: 'switch' }, el('input', { type: 'checkbox', value: name }), NAMES[name] || name)));
  $('step').replaceChildren(...offer.steps.map((name) => option(name, name.toLowerCase().replaceAll('_', ' '))));
  $('business').addEventListener('change', drawAccounts);
  $('account').addEventListener('change', drawNumbers);
  $('number').addEventListener('change', show);
  form.addEventListener('submit', (event) => { event.preventDefault(); finish(chosen()); });
  for (const button of form.querySelectorAll('[data-outcome]')) button.addEventListener('click', () => finish({ outcome: button.dataset.outcome, step: $('step').value }));
  drawAccounts();
  $('business').focus();
}

start().catch(trouble);
