// Binds a passkey, and answers a challenge with one, as a console's page would; it prints every call and its answer.
const find = (selector) => document.querySelector(selector);
const tokenField = find('#token');
const keepToken = (token) => {
  tokenField.value = token;
  sessionStorage.setItem('token', token);
};
tokenField.value = sessionStorage.getItem('token') ?? '';
tokenField.addEventListener('input', () => keepToken(tokenField.value.trim()));

const say = (what, value) => find('#said').append(`${what}\n${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n\n`);

/** Sends a mutation and gives its payload; throws with what refused it. */
const mutate = async (name, fields, input) => {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code message path } } }`;
  const headers = { 'content-type': 'application/json', ...(tokenField.value ? { authorization: `Bearer ${tokenField.value}` } : {}) };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables: { input } }) });
  const { data, errors } = await response.json();
  const payload = data?.[name];
  // The token is a secret and has its place above.
  const { session, ...shown } = payload ?? {};
  say(name, errors ?? (session ? { ...shown, session: { id: session.id } } : shown));
  if (session) keepToken(session.token);
  const problem = errors?.[0] ?? payload.userErrors[0];
  if (problem) throw new Error(problem.message);
  return payload;
};

const bind = async () => {
  const { bindingId, options } = await mutate('startPasskeyBinding', 'bindingId options expiresAt', {});
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options)) });
  await mutate('confirmPasskeyBinding', 'passkey { id name isBackedUp }', { bindingId, response: JSON.stringify(credential), name: find('#name').value });
};

const answer = async () => {
  const challengeId = find('#challenge').value.trim();
  const { options } = await mutate('startPasskeyAnswer', 'options expiresAt', { challengeId });
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options)) });
  await mutate('answerChallenge', 'isPassed steppedUpUntil session { id token }', { challengeId, method: 'PASSKEY', passkey: JSON.stringify(credential) });
};

for (const [form, dance] of [['#bind', bind], ['#answer', answer]]) {
  find(form).addEventListener('submit', async (event) => {
    event.preventDefault();
    find('#said').textContent = '';
    try {
      await dance();
      say('Done.', '');
    } catch (error) {
      say(error.name, error.message);
    }
  });
}
