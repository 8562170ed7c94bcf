package io.herald.bench;

import io.herald.dev.DataDirectory;
import io.herald.dev.DevKeys;
import io.herald.dev.TokenSigner;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One RS256 token for each user. Signing ten thousand takes seconds, so they are cached in a file. */
final class BenchTokens {

    static final String ROOM = "bench";

    private static final Duration FILE_LIFETIME = Duration.ofHours(12);

    private final TokenSigner signer;
    private final List<String> tokens;

    private BenchTokens(TokenSigner signer, List<String> tokens) {
        this.signer = signer;
        this.tokens = tokens;
    }

    static BenchTokens of(DataDirectory dataDirectory, int users) {
        TokenSigner signer = TokenSigner.rs256(DevKeys.in(dataDirectory).privateKey());
        Path file = dataDirectory.directory("tokens").resolve(Integer.toString(users));
        try {
            if (!isFresh(file)) {
                Files.write(
                        file,
                        IntStream.range(0, users)
                                .mapToObj(n -> sign(signer, name(n), List.of()))
                                .toList());
            }
            return new BenchTokens(signer, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFresh(Path file) throws IOException {
        return Files.exists(file)
                && Files.getLastModifiedTime(file)
                        .toInstant()
                        .isAfter(Instant.now().minus(FILE_LIFETIME));
    }

    static String name(int user) {
        return "user-" + user;
    }

    String tokenOf(int user) {
        return tokens.get(user);
    }

    String publisherToken() {
        return sign(signer, "publisher", List.of("publisher"));
    }

    private static String sign(TokenSigner signer, String sub, List<String> groups) {
        Instant now = Instant.now();
        return signer.sign(Map.of(
                "iss",
                Tokens.ISSUER,
                "sub",
                sub,
                "jti",
                sub + "-" + now.toEpochMilli(),
                "iat",
                now.getEpochSecond(),
                "exp",
                now.plus(FILE_LIFETIME.multipliedBy(2)).getEpochSecond(),
                "groups",
                groups,
                "herald",
                Map.of("join", List.of(ROOM, ROOM + "-*"))));
    }
}
