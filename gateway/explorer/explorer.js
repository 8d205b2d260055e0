// The page at `/` shows Apollo Sandbox, which comes from the network; every other page shows GraphiQL, which comes from here.
const link = new URLSearchParams(location.search);
if (location.hash) link.set('fragment', location.hash.slice(1));
const isLanding = !['/', '/graphql', '/explorer'].includes(location.pathname);
// What a link from a message carries is a secret: it leaves the address bar, and so the history, before anything else happens.
if (isLanding) history.replaceState(null, '', location.pathname);

const sandboxScript = 'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';
const sandboxPatience = 3000;

const endpoint = new URL('/graphql', location.href).href;
const isOffline = isLanding || location.pathname === '/explorer';
const target = document.querySelector('#explorer');
const tokenField = document.querySelector('#token');

/** Kept as long as this tab is open, so that switching between the explorers does not sign out. */
const keepToken = (token) => {
  tokenField.value = token;
  sessionStorage.setItem('token', token);
};
tokenField.value = sessionStorage.getItem('token') ?? '';
tokenField.addEventListener('input', () => keepToken(tokenField.value.trim()));

/** A session that was just opened is the one to go on with. */
const takeOverSession = async (response) => {
  const { data } = await response.json();
  const payload = Object.values(data ?? {}).find((each) => each?.session?.token);
  if (payload) keepToken(payload.session.token);
};

/** Sends a request of either explorer, with the session token unless one is among its own headers. */
const send = async (url, options) => {
  const headers = new Headers(options.headers);
  if (tokenField.value && !headers.has('authorization')) headers.set('authorization', `Bearer ${tokenField.value}`);
  const response = await fetch(url, { ...options, headers });
  takeOverSession(response.clone()).catch(() => undefined);
  return response;
};

const loadScript = (src, patience) =>
  new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject });
    if (patience) setTimeout(reject, patience);
    document.head.append(script);
  });

const showSandbox = async ([first]) => {
  await loadScript(sandboxScript, sandboxPatience);
  let sandbox;
  const open = ({ document, variables }) => {
    sandbox?.dispose();
    sandbox = new window.EmbeddedSandbox({
      target,
      initialEndpoint: endpoint,
      endpointIsEditable: false,
      initialState: { document, variables, includeCookies: false, pollForSchemaUpdates: false },
      handleRequest: send,
      runTelemetry: false,
      // Its style is in explorer.css: the page's security policy ties styles to the page.
      allowDynamicStyles: false,
    });
  };
  open(first);
  return open;
};

const showGraphiql = async (operations) => {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/explorer/graphiql.min.css' }));
  await loadScript('/explorer/react.production.min.js');
  await loadScript('/explorer/react-dom.production.min.js');
  await loadScript('/explorer/graphiql.min.js');
  const { GraphiQL, React, ReactDOM } = window;
  const toTab = ({ document, variables }) => ({ query: document, variables: Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : '' });
  let editor;
  // Stands where GraphiQL would show its own name, and knows its tabs.
  const Logo = () => {
    editor = GraphiQL.React.useEditorContext();
    return null;
  };
  ReactDOM.createRoot(target).render(
    React.createElement(
      GraphiQL,
      {
        fetcher: GraphiQL.createFetcher({ url: endpoint, fetch: send }),
        defaultTabs: operations.map(toTab),
        defaultEditorToolsVisibility: 'variables',
        // Nothing of a link is kept, and what was kept does not stand in its way. The variables of its first tab GraphiQL would take from what was kept.
        ...(isLanding ? { storage: null, variables: toTab(operations[0]).variables } : { storage: sessionStorage }),
        shouldPersistHeaders: false,
      },
      React.createElement(GraphiQL.Logo, null, React.createElement(Logo)),
    ),
  );
  return (operation) => {
    const { query, variables } = toTab(operation);
    const index = editor.tabs.findIndex((tab) => tab.query === query);
    if (index >= 0) return editor.changeTab(index);
    // Its tab was closed or written over.
    editor.queryEditor.setValue(query);
    editor.variableEditor.setValue(variables);
  };
};

const say = (text) => {
  const notice = document.querySelector('#notice');
  notice.textContent = text;
  notice.hidden = false;
};

/** The operation that a landing is for, with what the link carries in the places of `{its name}`. */
const readLanding = (operations, { operation, variables }) => {
  const fill = (_key, value) => {
    const names = (typeof value === 'string' && /^\{([\w|]+)\}$/.exec(value)?.[1].split('|')) || [];
    return names.map((name) => link.get(name)).find((given) => given !== null) ?? value;
  };
  return { ...operations.find(({ operationName }) => operationName === operation), variables: JSON.parse(JSON.stringify(variables), fill) };
};

const listOperations = (operations, open) => {
  const list = document.querySelector('#operations');
  for (const operation of operations) {
    const button = document.createElement('button');
    button.textContent = operation.name.replaceAll('-', ' ').replace('mfa', 'MFA').replace(/^./, (letter) => letter.toUpperCase());
    button.title = operation.description;
    button.addEventListener('click', () => {
      list.querySelector('[aria-current]')?.removeAttribute('aria-current');
      button.setAttribute('aria-current', 'true');
      open(operation);
    });
    const item = document.createElement('li');
    item.append(button);
    list.append(item);
  }
  list.querySelector('button').setAttribute('aria-current', 'true');
};

document.querySelector(`.switch a[href="${isOffline ? '/explorer' : '/'}"]`).setAttribute('aria-current', 'page');
if (link.has('sandbox-unreachable')) say('Apollo Sandbox could not be loaded; this is the explorer that needs no network.');
let operations = await (await fetch('/explorer/operations.json')).json();
if (isLanding) {
  const landing = (await (await fetch('/explorer/landings.json')).json())[location.pathname];
  const meant = readLanding(operations, landing);
  operations = [meant, ...operations.filter(({ name }) => name !== meant.name)];
  say(landing.says);
}
try {
  listOperations(operations, isOffline ? await showGraphiql(operations) : await showSandbox(operations));
} catch (error) {
  if (isOffline) throw error;
  location.replace('/explorer?sandbox-unreachable');
}
