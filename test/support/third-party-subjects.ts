import { idOf } from '../../sandbox/third-party/code-book.ts';

/** By which id the platform knows a person's WeChat; see `sandbox/wechat/wechat.ts`. */
export const wechatSubjectOf = (as: string): string => `o6_${idOf('wechat', as).slice(0, 25)}`;
