import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { findCode } from '../../sandbox/messages/find-code.ts';
import { findLinks } from '../../sandbox/messages/find-links.ts';
import { startTestSandbox } from './start-test-sandbox.ts';

const phone = '+8613800000001';
const mailer = (port: number) => createTransport({ host: '127.0.0.1', port, secure: false });

test('an SMS reaches its phone, with the code and the links of its text', async () => {
  const { call } = await startTestSandbox();
  const text = '【Hufu】您的验证码是482913，10分钟内有效。https://id.example.test/v?t=1。';
  const sent = await call('POST', '/sms/messages', { id: 'n-1', to: phone, text });
  expect(sent).toMatchObject({ status: 202, json: { id: 'n-1' } });

  const { json } = await call('GET', `/messages?to=${encodeURIComponent(phone)}`);
  expect(json).toEqual([{
    id: 'n-1', channel: 'SMS', to: phone, subject: null, text, code: '482913',
    links: ['https://id.example.test/v?t=1'], at: expect.stringMatching(/Z$/),
  }]);
  expect((await call('GET', `/messages?to=${phone}`)).json, 'an unescaped plus').toHaveLength(1);
  expect((await call('GET', '/messages?to=%2B8613800000002')).json).toEqual([]);
});

test('a message that is sent again with its id changes nothing, also in a burst', async () => {
  const { call } = await startTestSandbox();
  const burst = Array.from({ length: 20 }, () => call('POST', '/sms/messages', { id: 'same', to: phone, text: 'code 1234' }));
  expect((await Promise.all(burst)).map(({ status }) => status)).toEqual(Array(20).fill(202));
  await call('POST', '/wechat/messages', { id: 'same', to: 'lin.xia', text: 'of another channel' });
  expect((await call('GET', '/messages?to=%2B8613800000001')).json).toHaveLength(1);
  expect((await call('GET', '/messages?to=lin.xia')).json).toMatchObject([{ channel: 'WECHAT', code: null }]);
});

test('newest first, and after an instant only what came later', async () => {
  const { call } = await startTestSandbox();
  await call('POST', '/sms/messages', { id: '1', to: phone, text: 'first' });
  await call('POST', '/clock', { advance: 'PT1S' });
  await call('POST', '/sms/messages', { id: '2', to: phone, text: 'second' });
  const { json } = await call('GET', `/messages?to=${phone}`);
  expect(json.map(({ text }: { text: string }) => text)).toEqual(['second', 'first']);
  const later = await call('GET', `/messages?to=${phone}&after=${json[1].at}`);
  expect(later.json).toMatchObject([{ text: 'second' }]);
});

test('the time of a message is the time of the sandbox', async () => {
  const { call } = await startTestSandbox();
  await call('POST', '/clock', { advance: 'P15D' });
  await call('POST', '/sms/messages', { id: '1', to: phone, text: 'x' });
  const { json } = await call('GET', `/messages?to=${phone}`);
  expect(Date.parse(json[0].at) - Date.now()).toBeGreaterThan(14.9 * 86_400_000);
});

test('a mail arrives by SMTP, once per Message-ID and person, whatever the case of the address', async () => {
  const { call, smtpPort } = await startTestSandbox();
  const transport = mailer(smtpPort);
  const mail = {
    messageId: '<n-7@hufu.test>', from: 'no-reply@hufu.test', to: 'Lin@Example.test, wu@example.test',
    subject: '验证码 code', text: 'Your code is 90210. See https://id.example.test/a?b=1.',
  };
  await transport.sendMail(mail);
  await transport.sendMail(mail);
  const { json } = await call('GET', '/messages?to=lin@example.TEST');
  expect(json).toMatchObject([{
    id: 'n-7@hufu.test', channel: 'EMAIL', to: 'Lin@example.test', subject: '验证码 code',
    code: '90210', links: ['https://id.example.test/a?b=1'],
  }]);
  expect((await call('GET', '/messages?to=wu@example.test')).json).toHaveLength(1);
});

test('a mail without a plain part is read from its HTML', async () => {
  const { call, smtpPort } = await startTestSandbox();
  await mailer(smtpPort).sendMail({
    from: 'a@hufu.test', to: 'b@example.test', subject: 's',
    html: '<style>p{width:1000px}</style><p>Code <b>445566</b></p><a href="https://id.example.test/x?a=1&amp;b=2">go</a>',
  });
  const { json } = await call('GET', '/messages?to=b@example.test');
  expect(json).toMatchObject([{ code: '445566', links: ['https://id.example.test/x?a=1&b=2'] }]);
});

test('mail is taken from clients that sign in, and refused when it is too big', async () => {
  const { call, smtpPort } = await startTestSandbox();
  const signedIn = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false, auth: { user: 'u', pass: 'p' } });
  await signedIn.sendMail({ from: 'a@hufu.test', to: 'b@example.test', text: 'hello' });
  await expect(signedIn.sendMail({ from: 'a@hufu.test', to: 'b@example.test', text: 'x'.repeat(1_200_000) }))
    .rejects.toMatchObject({ responseCode: 552 });
  expect((await call('GET', '/messages?to=b@example.test')).json).toHaveLength(1);
});

test.for([
  ['您的验证码是482913，10分钟内有效', '482913'],
  ['482913 is your code.', '482913'],
  ['Code:0042', '0042'],
  ['验证码：12345678。', '12345678'],
  ['Pay ¥1000.00 or 2000元 before 2026-11-21 14:30; code 7788', '7788'],
  ['Sign-in from +8613800000000 at a1234b; code 556677.', '556677'],
  ['Card ending in 1234, phone 138****5678: code 246810', '246810'],
  ['订单 20261121 已关闭', null],
  ['Order 20261121 was closed on 2026-11-21.', null],
  ['Your ID 110101199003070000 was checked', null],
  ['https://id.example.test/482913', null],
  ['手机尾号5678已更换', null],
  ['Only 123 here', null],
] as const)('the code of %j is %j', ([text, code]) => {
  expect(findCode(text)).toBe(code);
});

test('links lose the punctuation around them and come once', () => {
  expect(findLinks('(https://a.test/x), https://a.test/x. 见https://b.test/y。')).toEqual(['https://a.test/x', 'https://b.test/y']);
});
