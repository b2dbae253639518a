// One message of the chat as an element. What a customer can tap is told to `acts`.
import { call, el, marked, time } from '/static/api.js';

const MEDIA_NAMES = { image: 'Photo', video: 'Video', audio: 'Audio', document: 'Document', sticker: 'Sticker' };

export function gist(message) {
  const content = message.content || {};
  if (message.type === 'text') return content.body || '';
  if (message.type === 'template') return (message.shown && message.shown.body) || 'Template';
  if (message.type === 'interactive') {
    const reply = content.button_reply || content.list_reply;
    return reply ? reply.title : (content.body && content.body.text) || 'Interactive message';
  }
  if (message.type === 'button') return content.text || '';
  return content.caption || MEDIA_NAMES[message.type] || message.type;
}

const source = (content) => (content.id ? `/_sandbox/media/${content.id}` : content.link);

function media(kind, content) {
  const parts = [];
  if (kind === 'image') parts.push(el('img', { src: source(content), alt: content.caption || 'Photo' }));
  else if (kind === 'sticker') parts.push(el('img', { src: source(content), alt: 'Sticker', class: 'sticker' }));
  else if (kind === 'video') parts.push(el('video', { src: source(content), controls: true, 'aria-label': 'Video' }));
  else if (kind === 'audio') parts.push(el('audio', { src: source(content), controls: true, 'aria-label': content.voice ? 'Voice message' : 'Audio' }));
  else parts.push(el('p', { class: 'card' }, el('b', {}, 'Document'), el('a', { href: source(content), target: '_blank', rel: 'noopener' }, content.filename || 'Document')));
  if (content.caption) parts.push(el('p', {}, ...marked(content.caption)));
  return parts;
}

function place(content) {
  const where = [content.name, content.address].filter(Boolean).join(', ');
  return [el('p', { class: 'card' }, el('b', {}, 'Location'), where ? el('span', {}, where, el('br')) : null, el('span', { class: 'small' }, `${content.latitude}, ${content.longitude}`))];
}

function cards(content) {
  return content.map((card) => el('p', { class: 'card' }, el('b', {}, 'Contact'), card.name ? card.name.formatted_name : '', el('br'),
    el('span', { class: 'small' }, (card.phones || []).map((phone) => phone.phone).join(', '))));
}

function order(content) {
  const items = content.product_items.map((item) => `${item.quantity} × ${item.product_retailer_id} at ${item.item_price} ${item.currency}`);
  return [el('p', { class: 'card' }, el('b', {}, 'Order'), el('span', { class: 'small' }, items.join('; '))), content.text && el('p', {}, content.text)];
}

function header(part) {
  if (!part || !part.type) return [];
  if (part.type === 'text') return [el('p', { class: 'head' }, part.text)];
  if (part.type === 'location') return place(part.location || {});
  return part[part.type] ? media(part.type, part[part.type]) : [];
}

function interactive(content) {
  const reply = content.button_reply || content.list_reply;
  if (reply) return [el('p', {}, reply.title), reply.description && el('p', { class: 'small' }, reply.description)];
  if (content.nfm_reply) return [el('p', {}, 'Form sent')];
  if (!content.body) return [el('p', { class: 'small' }, content.type)];
  return [...header(content.header), el('p', {}, ...marked(content.body.text)), content.footer && el('p', { class: 'foot' }, content.footer.text)];
}

function template(shown) {
  return [...header(shown.header), el('p', {}, ...marked(shown.body || '')), shown.footer && el('p', { class: 'foot' }, shown.footer)];
}

function inside(message) {
  const content = message.content;
  if (message.revoked_at) return [el('p', { class: 'gone' }, 'You deleted this message')];
  if (message.type === 'text') return [el('p', {}, ...marked(content.body))];
  if (message.type in MEDIA_NAMES && content) return media(message.type, content);
  if (message.type === 'location') return place(content);
  if (message.type === 'contacts') return cards(content);
  if (message.type === 'order') return order(content);
  if (message.type === 'interactive') return interactive(content);
  if (message.type === 'template') return template(message.shown);
  if (message.type === 'button') return [el('p', {}, content.text)];
  return [el('p', { class: 'small' }, `[${message.type}]`)];
}

function taps(message, acts) {
  const made = [];
  const button = (text, action) => made.push(el('button', { type: 'button', onclick: action }, text));
  if (message.direction !== 'out') return null;
  if (message.type === 'template') {
    for (const item of message.shown.buttons || []) {
      if (item.type === 'quick_reply') button(item.text, () => acts.send({ kind: 'template_button', target: message.id, payload: item.payload, text: item.text }));
      else if (item.type === 'url') made.push(el('a', { href: item.url, target: '_blank', rel: 'noopener noreferrer' }, item.text));
      else button(item.text, () => navigator.clipboard && item.code && navigator.clipboard.writeText(item.code));
    }
  } else if (message.type === 'interactive') {
    const { type, action } = message.content;
    if (type === 'button') for (const { reply } of action.buttons) button(reply.title, () => acts.send({ kind: 'button_reply', target: message.id, id: reply.id, title: reply.title }));
    else if (type === 'list') button(`☰ ${action.button}`, () => acts.list(message));
    else if (type === 'cta_url') made.push(el('a', { href: action.parameters.url, target: '_blank', rel: 'noopener noreferrer' }, action.parameters.display_text));
    else if (type === 'location_request_message') button('Send location', () => acts.send({ kind: 'location', quote: message.id }));
    else if (type === 'flow') button(action.parameters.flow_cta, () => acts.send({ kind: 'flow_reply', quote: message.id }));
    else if (/request/.test(type)) button('Share number', () => acts.send({ kind: 'contacts', quote: message.id }));
  }
  return made.length ? el('div', { class: 'taps' }, ...made) : null;
}

// Ticks on the customer's own message: two when the business has it, blue when the business read it.
function ticks(message) {
  const read = Boolean(message.business_read_at);
  return el('span', { class: read ? 'tick read' : 'tick', role: 'img', 'aria-label': read ? 'read by the business' : 'delivered' }, '✓✓');
}

export function bubble(message, context) {
  const mine = message.direction === 'in';
  const onPhone = mine || message.direction === 'echo' || 'delivered' in message.stages;
  const body = el('div', { class: 'bubble' });
  if (message.context && message.context.id) {
    const quoted = context.byId.get(message.context.id);
    body.append(el('blockquote', {}, quoted ? gist(quoted) : 'a message that is not here'));
  }
  if (message.context && (message.context.forwarded || message.context.frequently_forwarded)) body.append(el('p', { class: 'small' }, '↪ Forwarded'));
  if (message.referral && message.referral.headline) body.append(el('p', { class: 'card' }, el('b', {}, 'From an ad'), message.referral.headline, el('br'), el('span', { class: 'small' }, message.referral.body || '')));
  body.append(...inside(message).filter(Boolean));
  const facts = [];
  if (message.direction === 'echo') facts.push('from the phone app');
  if (message.edited_at && !message.revoked_at) facts.push('edited');
  if (message.direction === 'out') facts.push(onPhone ? (message.stages.read ? 'read' : 'delivered, not read') : 'not on the phone yet');
  body.append(el('div', { class: 'meta' }, el('span', {}, [...facts, time(message.at)].join(' · ')), mine ? ticks(message) : null,
    el('button', { type: 'button', class: 'more', 'aria-label': `Actions for: ${gist(message).slice(0, 60)}`, onclick: () => context.acts.open(message) }, '⋯')));
  const reactions = Object.values(message.reactions || {});
  return el('li', { class: [mine ? 'mine' : 'theirs', onPhone ? '' : 'waiting'].join(' ').trim() }, body, onPhone ? taps(message, context.acts) : null,
    reactions.length ? el('span', { class: 'reactions', role: 'img', 'aria-label': `Reactions: ${reactions.join(' ')}` }, reactions.join(' ')) : null);
}

export function note(message) {
  if (message.type === 'system') return el('li', { class: 'note' }, message.content.body);
  if (message.type === 'edit' || message.type === 'revoke') return null;
  if (message.type === 'reaction') return null;
  if ('failed' in message.stages) return el('li', { class: 'note' }, `A message of the business failed: ${message.errors.map((error) => `${error.code} ${error.title}`).join(', ')}`);
  return undefined;
}

export const markRead = (number, person) => call('POST', `/chats/${number}/${encodeURIComponent(person)}/read`, {});
