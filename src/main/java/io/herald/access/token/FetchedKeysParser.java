package io.herald.access.token;

import io.smallrye.jwt.KeyProvider;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.DefaultJWTTokenParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** Parses tokens like the default parser of SmallRye JWT, with {@link FetchedKeys}. */
final class FetchedKeysParser extends JWTCallerPrincipalFactory {

    private final DefaultJWTTokenParser parser = new Parser();

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo info) throws ParseException {
        JwtContext context = parser.parse(token, info);
        String type = context.getJoseObjects().get(0).getHeader("typ");
        return new DefaultJWTCallerPrincipal(type, context.getJwtClaims());
    }

    private static final class Parser extends DefaultJWTTokenParser {

        private @Nullable FetchedKeys keys;

        /** Creates the keys with the first token. The next token tries again if the key set cannot be read. */
        @Override
        protected synchronized VerificationKeyResolver getVerificationKeyResolver(JWTAuthContextInfo info)
                throws UnresolvableKeyException {
            if (info.getKeyProvider() != KeyProvider.DEFAULT || info.isVerifyCertificateThumbprint()) {
                return super.getVerificationKeyResolver(info);
            }
            if (keys == null) {
                keys = new FetchedKeys(info);
            }
            return keys;
        }
    }
}
