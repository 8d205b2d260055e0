/** What resolvers of this subgraph pass on for a type of the SDL, where it is not the type itself. */
export const mappers: Record<string, string> = {
  Account: './accounts/account.entity.ts#Account as AccountRow',
  LoginMethod: './login-methods/login-method.entity.ts#LoginMethod as LoginMethodRow',
  Scan: './scans/scan.entity.ts#Scan as ScanRow',
  SignInPolicy: './sign-in/sign-in-policy.ts#SignInPolicy as SignInRules',
  Tenant: './tenants/tenant.entity.ts#Tenant as TenantRow',
  Contacts: './contacts/contact-store.ts#ContactDetails',
};
