// Meta's reviewers: templates that wait for a review, and every turn Meta can take on any of them.
import { $, call, el } from '/static/api.js';

const words = (name) => name.replaceAll('_', ' ').toLowerCase();
const title = (one) => `${one.name} (${one.language})`;

export function templates(state, { guarded }) {
  let found = [];
  let notes = {};
  let seconds = 2;
  let asked = 0;

  const chosen = () => found.find((one) => one.id === $('template').value);

  function facts(one) {
    const body = one.components.find((part) => part.type === 'BODY');
    const rows = [
      ['Status', words(one.status)], ['Category', one.correct_category ? `${words(one.category)}, becomes ${words(one.correct_category)}` : words(one.category)],
      ['Quality', words(one.quality)], ['Rejected for', one.rejected_reason === 'NONE' ? '' : words(one.rejected_reason)], ['Pauses', one.pauses || ''],
      ['Pacing', one.slice < 0 ? '' : one.slice ? `${one.slice} more go out, the rest is held` : 'messages are held'], ['Text', body ? body.text : ''],
    ];
    return rows.filter(([, value]) => value !== '').flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]);
  }

  // Only the fields of the chosen act, so that nothing is asked for in vain.
  function drawAct() {
    const act = $('template-act').value;
    $('template-note').textContent = (notes[act] || '').replaceAll('`', '');
    for (const label of document.querySelectorAll('#template-form [data-act]')) label.hidden = label.dataset.act !== act;
  }

  function drawChosen() {
    const one = chosen();
    $('template-facts').replaceChildren(...(one ? facts(one) : []));
    const kept = $('template-act').value;
    const acts = one ? one.acts : [];
    $('template-act').replaceChildren(...acts.map((act) => el('option', { value: act }, words(act))));
    if (acts.includes(kept)) $('template-act').value = kept;
    $('template-act').disabled = $('template-do').disabled = !acts.length;
    drawAct();
  }

  function review(one) {
    const turn = (act, text) => el('button', { type: 'button', class: 'plain', 'aria-label': `${text} ${title(one)}`, onclick: guarded(() => take(one, act, {})) }, text);
    const whose = state.facts.accounts.find((account) => account.id === one.account);
    return el('li', {}, el('span', {}, [title(one), words(one.category), whose ? whose.name : ''].filter(Boolean).join(' · ')), el('span', { class: 'tools' }, turn('approve', 'Approve'), turn('reject', 'Reject')));
  }

  const load = guarded(async () => {
    const mine = ++asked;
    const [answer, settings] = await Promise.all([call('GET', '/templates'), call('GET', '/settings')]);
    if (mine !== asked) return;
    found = answer.items;
    notes = answer.acts;
    if (settings.review_after >= 0) seconds = settings.review_after;
    $('review-by-hand').checked = settings.review_after < 0;
    $('utility-at-once').checked = settings.utility_at_once;
    const waiting = found.filter((one) => one.status === 'PENDING');
    $('template-count').textContent = waiting.length ? `${waiting.length} in review` : '';
    $('reviews').replaceChildren(...waiting.map(review));
    const kept = $('template').value;
    $('template').replaceChildren(...state.facts.accounts.map((account) => el('optgroup', { label: account.name },
      ...found.filter((one) => one.account === account.id).map((one) => el('option', { value: one.id }, `${title(one)} · ${words(one.status)}`)))));
    if (found.some((one) => one.id === kept)) $('template').value = kept;
    drawChosen();
  });

  async function take(one, act, given) {
    const made = await call('POST', `/templates/${one.id}/${act}`, given);
    $('template-said').textContent = `Done: ${title(one)}, ${words(act)}. It is ${words(made.status)}.`;
    await load();
  }

  const submit = guarded(async (event) => {
    event.preventDefault();
    const { act, reason, score, category, hours, slice } = Object.fromEntries(new FormData(event.target));
    const given = { reject: { reason }, quality: { score }, category: { category, hours: Number(hours) }, pace: { slice: Number(slice) } };
    await take(chosen(), act, given[act] || {});
  });

  // What was asked before the switch was moved must not move it back.
  const set = (change) => guarded(async (event) => {
    asked += 1;
    await call('PATCH', '/settings', change(event.target.checked));
    await load();
  });

  function start() {
    $('template').addEventListener('change', drawChosen);
    $('template-act').addEventListener('change', drawAct);
    $('template-form').addEventListener('submit', submit);
    $('review-by-hand').addEventListener('change', set((on) => ({ review_after: on ? -1 : seconds })));
    $('utility-at-once').addEventListener('change', set((on) => ({ utility_at_once: on })));
    return load();
  }

  return { start, load };
}
