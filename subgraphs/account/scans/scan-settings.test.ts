import { expect, test } from 'vitest';
import { loadPolicy } from '../../shared/policy/load-policy.ts';
import { accountPolicy } from '../policy.ts';
import { readScanSettings } from './scan-settings.ts';

const policy = (name: string) => loadPolicy(name, 'account', accountPolicy).value;
const [back, app] = ['https://cloud.example/authorised', 'https://cloud.example/scan'];

test('what the policy offers and no setting makes possible is named', () => {
  expect(() => readScanSettings(policy('tencent'), { redirectUris: [], appScanUrl: app })).toThrow('THIRD_PARTY_REDIRECT_URIS: needed');
  expect(() => readScanSettings(policy('baidu'), { redirectUris: [back], appScanUrl: null })).toThrow('APP_SCAN_URL: needed');
});

test('what the policy does not offer needs no setting', () => {
  expect(readScanSettings(policy('tencent'), { redirectUris: [back], appScanUrl: null })).toEqual({ redirectUris: [back], appScanUrl: null });
  expect(readScanSettings(policy('huawei'), { redirectUris: [], appScanUrl: null })).toEqual({ redirectUris: [], appScanUrl: null });
});
