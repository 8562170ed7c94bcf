// An OpenID Connect provider for tests: node provider.mjs <address of the console> <lifetime of access tokens in seconds>.
// Prints its issuer. Everybody may sign in, with any password; who signs in as ops is an administrator.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [console_, lifetime] = process.argv.slice(2);
const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'console',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [console_],
    post_logout_redirect_uris: [console_],
  }],
  clientBasedCORS: () => true,
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  extraTokenClaims: (ctx, token) => ({ groups: token.accountId.startsWith('ops') ? ['admin'] : [] }),
  features: {
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: '', audience: 'herald', accessTokenTTL: Number(lifetime), accessTokenFormat: 'jwt' }),
      useGrantedResource: () => true,
    },
  },
});
server.on('request', provider.callback());
process.stdout.write(`issuer ${issuer}\n`);
