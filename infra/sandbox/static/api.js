// The driver API, and a few helpers to build elements. Text always goes in as text, never as HTML.

export async function call(method, path, body) {
  const answer = await fetch(`/_sandbox${path}`, {
    method, headers: { 'Content-Type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(typeof found.error === 'string' ? found.error : `the sandbox answered ${answer.status}`);
  return found;
}

export const $ = (id) => document.getElementById(id);

export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'class') made.className = value;
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== 'list') made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

export const time = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
export const day = (seconds) => new Date(seconds * 1000).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });

const MARKS = [['```', 'code'], ['*', 'strong'], ['_', 'em'], ['~', 's']];

// WhatsApp's own marks: *bold* _italic_ ~struck~ ```mono```
export function marked(text) {
  for (const [mark, name] of MARKS) {
    const start = text.indexOf(mark);
    const stop = start < 0 ? -1 : text.indexOf(mark, start + mark.length);
    if (stop > start + mark.length && !/^\s|\s$/.test(text.slice(start + mark.length, stop))) {
      const inner = text.slice(start + mark.length, stop);
      const element = el(name, {}, ...(name === 'code' ? [inner] : marked(inner)));
      return [...marked(text.slice(0, start)), element, ...marked(text.slice(stop + mark.length))];
    }
  }
  return text ? [text] : [];
}
