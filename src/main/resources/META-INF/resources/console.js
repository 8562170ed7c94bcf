// EventSource cannot send an Authorization header, so the stream is read with fetch.

const RETRY_MS = 2000;
const SHOWN = 200;
const $ = (id) => document.getElementById(id);
const listen = $('listen');
const publish = $('publish');

let connection = new AbortController();

listen.addEventListener('submit', (submit) => {
  submit.preventDefault();
  connection.abort();
  connection = new AbortController();
  follow(connection.signal);
});

publish.addEventListener('submit', async (submit) => {
  submit.preventDefault();
  const { to, title, body, type } = Object.fromEntries(new FormData(publish));
  const notification = { to: { users: [to] }, type, title, ...(body && { body }) };
  try {
    const answer = await fetch('api/v1/notifications', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${await token('console', ['publisher'])}` },
      body: JSON.stringify(notification),
    });
    $('answer').textContent = `${answer.status} ${await answer.text()}`;
  } catch (failure) {
    $('answer').textContent = failure.message;
  }
});

/** Demo tokens exist in development only; elsewhere the page asks for one. */
async function token(sub, groups) {
  const answer = await fetch('dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sub, groups }),
  });
  if (answer.ok) return (await answer.json()).token;
  if (answer.status === 400) throw new Error((await answer.json()).violations.map((v) => `${v.field} ${v.message}`).join(', '));
  $('token-field').hidden = false;
  const typed = listen.elements.token.value;
  if (!typed) throw new Error('a token is needed here');
  return typed;
}

async function follow(signal) {
  let cursor = null;
  let retry = RETRY_MS;
  while (!signal.aborted) {
    try {
      const headers = { Authorization: `Bearer ${await token(listen.elements.user.value, [])}` };
      if (cursor) headers['Last-Event-ID'] = cursor;
      const answer = await fetch('api/v1/stream', { headers, signal, cache: 'no-store' });
      if (!answer.ok) return state('off', `refused: ${answer.status}`);
      for await (const event of events(answer.body)) {
        cursor = event.id ?? cursor;
        retry = event.retry ?? retry;
        if (event.name) show(event);
      }
    } catch (failure) {
      if (signal.aborted) return;
      state('lost', failure.message);
    }
    await new Promise((done) => setTimeout(done, retry));
  }
}

async function* events(body) {
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return state('lost', 'connection lost');
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    yield* blocks.map(parse);
  }
}

function parse(block) {
  const event = { data: '' };
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === 'data') event.data += value;
    if (field === 'id') event.id = value;
    if (field === 'event') event.name = value;
    if (field === 'retry') event.retry = Number(value);
  }
  return event;
}

function show({ name, data }) {
  if (name === 'hb') return;
  if (name === 'ready') state('live', 'connected');
  const content = JSON.parse(data || '{}');
  const notification = name === 'notification' ? content.data : null;
  const item = document.createElement('li');
  if (notification) item.dataset.type = notification.type ?? 'info';
  item.append(
    element('strong', notification?.title ?? name),
    ' ',
    element('small', [new Date(content.time ?? Date.now()).toLocaleTimeString(), content.from].filter(Boolean).join(' · ')),
    notification?.body ? element('div', notification.body) : '',
    notification ? '' : element('pre', data),
  );
  $('events').prepend(item);
  while ($('events').children.length > SHOWN) $('events').lastChild.remove();
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function state(name, text) {
  $('state').dataset.state = name;
  $('state').textContent = text;
}
