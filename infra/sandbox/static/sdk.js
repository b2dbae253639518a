// Facebook's JavaScript SDK as far as Embedded Signup needs it: FB.init, FB.login with a code, a login window of ours.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const WIDTH = 560;
  const HEIGHT = 780;
  let options = null;
  let open = null;

  function init(given) {
    if (!given || !given.appId) throw new Error('init not called with valid version');
    if (!/^v\d+\.\d+$/.test(given.version || '')) throw new Error('init not called with valid version');
    options = { ...given };
  }

  // The window's answers come as Facebook's do: a string of parameters, which a page that listens must take for noise.
  function answerOf(data, state) {
    if (typeof data !== 'string' || !data.startsWith('cb=')) return null;
    const fields = new URLSearchParams(data);
    return fields.get('cb') === state ? { code: fields.get('code') } : null;
  }

  function login(callback, chosen = {}) {
    if (!options) throw new Error('FB.login() called before FB.init().');
    if (chosen.response_type !== 'code' || !chosen.override_default_response_type) {
      throw new Error('the sandbox knows only response_type "code" with override_default_response_type');
    }
    if (open) open.stop({ authResponse: null, status: 'unknown' });
    const state = `f${crypto.getRandomValues(new Uint32Array(2)).join('')}`;
    const query = new URLSearchParams({
      app_id: options.appId, config_id: chosen.config_id || '', response_type: 'code', version: options.version,
      origin: location.origin, state, extras: JSON.stringify(chosen.extras || {}),
    });
    const place = `left=${Math.max(0, screenX + (outerWidth - WIDTH) / 2)},top=${Math.max(0, screenY + 60)}`;
    const popup = window.open(`${home}/dialog/oauth?${query}`, 'sandbox-login', `popup,width=${WIDTH},height=${HEIGHT},${place}`);
    let over = false;
    const stop = (answer) => {
      if (over) return;
      over = true;
      clearInterval(watch);
      removeEventListener('message', hear);
      open = null;
      callback(answer);
    };
    const hear = (event) => {
      if (event.origin !== home) return;
      const answer = answerOf(event.data, state);
      if (answer && answer.code) stop({ authResponse: { code: answer.code, userID: null, expiresIn: null }, status: 'connected' });
      else if (answer) stop({ authResponse: null, status: 'unknown' });
    };
    // A message may still be on its way when the window is gone.
    const watch = setInterval(() => {
      if (!popup || popup.closed) {
        clearInterval(watch);
        setTimeout(() => stop({ authResponse: null, status: 'unknown' }), 300);
      }
    }, 250);
    addEventListener('message', hear);
    open = { stop };
  }

  window.FB = { init, login, getLoginStatus: (callback) => callback({ authResponse: null, status: 'unknown' }) };
  if (typeof window.fbAsyncInit === 'function') setTimeout(() => window.fbAsyncInit(), 0);
})();
