package io.herald.access.token;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.util.KeyUtils;
import io.smallrye.jwt.util.ResourceUtils;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Completes the settings {@code mp.jwt.*} of the verification keys. Without a configured algorithm, SmallRye JWT
 * accepts RS256 only. Here, a PEM key determines the algorithm; with a key set, the header of each token selects one of
 * the safe algorithms. A key that cannot be read fails the startup.
 */
final class VerificationKeys {
    private static final String SETTING = "mp.jwt.verify.publickey.location";
    private static final Set<SignatureAlgorithm> OF_A_KEY_SET =
            Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256, SignatureAlgorithm.EDDSA);

    private VerificationKeys() {}

    static JWTAuthContextInfo complete(JWTAuthContextInfo given, Config config) {
        JWTAuthContextInfo info = read(given, config);
        if (info.getMaxTimeToLiveSecs() == null && info.getTokenAge() == null) {
            // Makes iat optional, as RFC 7519 does: a token without it is no less trustworthy.
            info.setMaxTimeToLiveSecs(-1L);
        }
        if (info.getPublicVerificationKey() != null
                || info.getSecretVerificationKey() != null
                || info.getSecretKeyContent() != null) {
            return info;
        }
        String content = content(info);
        if (!isSet(config, "mp.jwt.verify.publickey.algorithm") && !isSet(config, "smallrye.jwt.verify.algorithm")) {
            info.setSignatureAlgorithm(content == null ? OF_A_KEY_SET : algorithms(content));
        }
        return info;
    }

    /** Returns whether the keys come from a server and may change while the service runs. */
    static boolean areFetched(JWTAuthContextInfo info) {
        String location = info.getPublicKeyLocation();
        return location != null && (location.startsWith("http:") || location.startsWith("https:"));
    }

    /**
     * Copies the settings. SmallRye JWT reads a key file on this first access; its long error becomes one line here.
     */
    private static JWTAuthContextInfo read(JWTAuthContextInfo given, Config config) {
        try {
            return new JWTAuthContextInfo(given);
        } catch (RuntimeException unreadable) {
            throw nothingAt(config.getOptionalValue(SETTING, String.class).orElse(""));
        }
    }

    /**
     * Reads the key. Returns null for a key set on a server, which is fetched with the first token: an unavailable
     * server is not a wrong setting.
     */
    private static @Nullable String content(JWTAuthContextInfo info) {
        String location = info.getPublicKeyLocation();
        if (info.getPublicKeyContent() != null) {
            return info.getPublicKeyContent();
        }
        if (location == null) {
            throw refusal(SETTING + " is not set: set the PEM file or the JWKS URL of the issuer.");
        }
        if (areFetched(info)) {
            return null;
        }
        String content = null;
        try {
            content = ResourceUtils.readResource(location);
        } catch (IOException | RuntimeException unreadable) {
            // reported below
        }
        if (content == null) {
            throw nothingAt(location);
        }
        return content;
    }

    private static Set<SignatureAlgorithm> algorithms(String content) {
        if (content.stripLeading().startsWith("{")) {
            return OF_A_KEY_SET;
        }
        for (SignatureAlgorithm algorithm : OF_A_KEY_SET) {
            if (isKeyOf(algorithm, content)) {
                return Set.of(algorithm);
            }
        }
        throw refusal(SETTING + ": set an RSA, EC or Ed25519 public key in PEM, a certificate, or a JWKS.");
    }

    private static boolean isKeyOf(SignatureAlgorithm algorithm, String content) {
        try {
            PublicKey key = content.contains("CERTIFICATE")
                    ? KeyUtils.getCertificate(content).getPublicKey()
                    : KeyUtils.decodePublicKey(content, algorithm);
            return switch (algorithm) {
                case RS256 -> key.getAlgorithm().equals("RSA");
                case ES256 -> key.getAlgorithm().equals("EC");
                default -> key.getAlgorithm().startsWith("Ed");
            };
        } catch (GeneralSecurityException | IllegalArgumentException notOfThisKind) {
            return false;
        }
    }

    private static boolean isSet(Config config, String name) {
        return config.getOptionalValue(name, String.class).isPresent();
    }

    private static ConfigurationException nothingAt(String location) {
        return refusal(SETTING + ": no file or URL can be read at '" + location + "'.");
    }

    private static ConfigurationException refusal(String line) {
        return new ConfigurationException("Herald does not start: " + line);
    }
}
