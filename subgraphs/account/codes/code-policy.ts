import { codePolicy } from '../../shared/codes.ts';
import { sendPolicy } from '../../shared/sends/send-limits.ts';

export const accountCodePolicy = codePolicy.extend(sendPolicy.shape);
