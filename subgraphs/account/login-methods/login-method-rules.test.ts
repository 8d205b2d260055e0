import { expect, test } from 'vitest';
import { loadPolicy } from '../../shared/policy/load-policy.ts';
import { accountPolicy } from '../policy.ts';
import type { LoginMethodKind } from '../schema.generated.ts';
import { allowedActions } from './login-method-rules.ts';
import { labelOf } from './login-method-label.ts';
import type { LoginMethod } from './login-method.entity.ts';

const method = (kind: LoginMethodKind, isRegistrationMethod = false): LoginMethod => ({ id: kind, accountId: 'a', kind, identityIndex: '', sealedIdentity: '', sealedName: null, isRegistrationMethod, boundAt: 0 });

test.for([
  ['tencent', 'CLOUD', 'WECHAT', [method('EMAIL', true)], ['BIND']],
  ['tencent', 'CLOUD', 'EMAIL', [method('EMAIL', true)], ['CHANGE_PASSWORD']],
  ['tencent', 'CLOUD', 'EMAIL', [method('EMAIL', true), method('QQ')], ['CHANGE', 'UNBIND', 'CHANGE_PASSWORD']],
  ['tencent', 'CLOUD', 'PHONE', [method('EMAIL', true)], []],
  ['baidu', 'CLOUD', 'USERNAME', [method('USERNAME', true)], ['CHANGE_PASSWORD']],
  ['baidu', 'PASSPORT', 'USERNAME', [method('PHONE', true)], []],
  ['baidu', 'PASSPORT', 'PHONE', [method('PHONE', true)], ['CHANGE', 'CHANGE_PASSWORD']],
  ['baidu', 'PASSPORT', 'WECHAT', [method('PHONE', true), method('WECHAT')], ['CHANGE', 'UNBIND']],
  ['huawei', 'CLOUD', 'EMAIL', [method('PHONE', true), method('EMAIL')], ['CHANGE', 'CHANGE_PASSWORD']],
] as const)('%s: of a %s account %s', ([preset, accountKind, kind, methods, actions]) => {
  const { value: policy } = loadPolicy(preset, 'account', accountPolicy);
  expect(allowedActions(kind, { accountKind, methods }, true, policy)).toEqual(actions);
});

test.for([
  ['EMAIL', 'li.lei@example.com', null, 'l***@example.com'],
  ['PHONE', '+8613812340000', null, '+86 138****0000'],
  ['USERNAME', 'tiger', null, 'tiger'],
  ['WECHAT', 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M', null, 'o6****2M'],
  ['WECHAT', 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M', '👩‍💻小虎', '👩****'],
  ['QQ', '12345', 'Band', 'B****'],
] as const)('%s %s, called %s, is shown as %s', ([kind, identity, name, label]) => {
  expect(labelOf((sealed) => sealed, { ...method(kind), sealedIdentity: identity, sealedName: name })).toBe(label);
});
