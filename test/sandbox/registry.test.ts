import { expect, test } from 'vitest';
import { startTestSandbox } from './start-test-sandbox.ts';
import { syntheticId } from './synthetic-id.ts';

test('the police register answers with what was put there', async () => {
  const { call } = await startTestSandbox();
  const idNumber = syntheticId('702');
  const person = { name: '欧阳·静', born: '1990-03-07', status: 'NORMAL' };
  expect(await call('PUT', `/registry/people/${idNumber}`, person)).toMatchObject({ status: 200, json: person });
  expect((await call('GET', `/registry/people/${idNumber.toLowerCase()}`)).json).toEqual(person);
  const check = (name: string) => call('POST', '/registry/people/check', { id: 'c', name, idNumber });
  expect((await check('欧阳·静')).json).toEqual({ result: 'MATCH' });
  expect((await check('欧阳静')).json).toEqual({ result: 'MISMATCH' });
  await call('PUT', `/registry/people/${idNumber}`, { ...person, status: 'DECEASED' });
  expect((await check('欧阳·静')).json).toEqual({ result: 'MISMATCH' });
});

test('a number is enrolled on first use, but not one with a wrong check digit', async () => {
  const { call } = await startTestSandbox();
  const idNumber = syntheticId('703');
  const check = async (name: string, number: string) =>
    (await call('POST', '/registry/people/check', { id: 'c', name, idNumber: number })).json.result;
  expect(await check('林夏', idNumber)).toBe('MATCH');
  expect(await check('吴桐', idNumber)).toBe('MISMATCH');
  const wrong = idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1');
  expect(await check('林夏', wrong)).toBe('MISMATCH');
  expect((await call('GET', `/registry/people/${wrong}`)).status).toBe(404);
  expect(await check('Ana Silva', 'P1234567')).toBe('MATCH');
});

test('the business registry answers with what was put there', async () => {
  const { call } = await startTestSandbox();
  const enterprise = { name: '北京样例科技有限公司', kind: 'ENTERPRISE', legalPerson: '林夏', status: 'ACTIVE', registeredAt: '2019-05-17' };
  expect((await call('GET', '/registry/enterprises/91110000TEST00001A')).status).toBe(404);
  await call('PUT', '/registry/enterprises/91110000TEST00001A', enterprise);
  await call('PUT', '/registry/enterprises/91110000TEST00001A', { ...enterprise, status: 'REVOKED' });
  expect((await call('GET', '/registry/enterprises/91110000TEST00001A')).json).toEqual({ ...enterprise, status: 'REVOKED' });
});
