/** Where a link in a message, or a provider, sends a person; a console has a page of its own there. */
interface Landing {
  /** The ready-made operation that does what the link is for. */
  operation: string;
  /** What it is sent with: `{token}` stands for what the link's query calls `token`, `{code|auth_code}` for the first of the two that it has, `{fragment}` for what stands after its `#`. */
  variables: Record<string, unknown>;
  /** What this is, for the person who followed the link. */
  says: string;
}

const inConsole = 'In a console of your own (CONSOLE_URL) this is a page; here it is a ready-made operation to run.';

export const landings: Record<string, Landing> = {
  '/confirm-contact': {
    operation: 'ConfirmContact',
    variables: { input: { token: '{token}' } },
    says: `This link confirms a new contact. ${inConsole}`,
  },
  '/reset-password': {
    operation: 'ResetPassword',
    variables: { input: { token: '{token}', newPassword: 'Tiger-Tally-2027' } },
    says: `This link sets a new password: choose yours among the variables. ${inConsole}`,
  },
  '/authorised': {
    operation: 'SignIn',
    variables: { input: { method: 'THIRD_PARTY', ticket: '{state}', authorisationCode: '{code|auth_code}' } },
    says: `The provider has sent you back. Run this only when you have started it here yourself, with startScan. ${inConsole}`,
  },
  '/scan': {
    operation: 'ConfirmScan',
    variables: { input: { ticket: '{fragment}', app: 'an app of the company' } },
    says: 'This QR code is read by an app in which you are signed in. In an app of your own (APP_SCAN_URL) this is a page; here it is a ready-made operation to run.',
  },
  '/notice-preferences': {
    operation: 'SetNoticePreferences',
    variables: { input: { mutedCategories: ['MARKETING'] } },
    says: `Here you choose which notices are sent to you, once you are signed in. ${inConsole}`,
  },
};
