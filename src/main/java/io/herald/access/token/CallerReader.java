package io.herald.access.token;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.access.token.TokenRejection.Reason;
import io.herald.event.NameSyntax;
import io.herald.json.JsonKind;
import io.herald.json.RawJson;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Reads the caller from the claims of a verified token. */
@Singleton
class CallerReader {

    private static final String NAME = "1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -";

    private final List<ClaimPath> groupsPaths;
    private final String groupsPrefix;
    private final ClaimPath roomsPath;

    CallerReader(ClaimsConfig config) {
        groupsPaths = config.groupsPaths().orElse(List.of()).stream()
                .map(path -> ClaimPath.of("herald.auth.groups-paths", path))
                .toList();
        groupsPrefix = config.groupsPrefix().orElse("");
        roomsPath = ClaimPath.of("herald.auth.rooms-path", config.roomsPath());
    }

    /** @throws TokenRejectedException if a claim is missing or has a value that the service cannot use */
    Caller read(JsonWebToken verified, UnverifiedToken token) {
        String id = id(verified.getSubject());
        Instant issued = token.instant("iat");
        Instant expires = token.instant("exp");
        if (expires == null) {
            throw rejection("exp", "seconds since 1970");
        }
        Map<String, RawJson> rooms = rooms(token);
        return new Caller(
                id,
                groups(verified, token),
                patterns(rooms, "join"),
                patterns(rooms, "send"),
                expires,
                issued == null ? Instant.EPOCH : issued,
                token.text("jti"));
    }

    private static String id(@Nullable String subject) {
        if (subject != null && NameSyntax.isName(subject)) {
            return subject;
        }
        throw new TokenRejectedException(new TokenRejection(Reason.SUBJECT, fault(subject), NAME));
    }

    /** Describes what is wrong with {@code sub}, without it: it may be private. */
    private static String fault(@Nullable String subject) {
        if (subject == null || subject.isEmpty()) {
            return "no-sub";
        }
        for (int i = 0; i < subject.length(); i++) {
            if (!NameSyntax.isName(subject.substring(i, i + 1))) {
                return "U+%04X-at-%d".formatted((int) subject.charAt(i), i);
            }
        }
        return subject.length() + "-characters";
    }

    private Set<String> groups(JsonWebToken verified, UnverifiedToken token) {
        List<String> all = new ArrayList<>();
        if (groupsPaths.isEmpty()) {
            all.addAll(configuredGroups(verified));
        }
        for (ClaimPath path : groupsPaths) {
            RawJson claim = path.find(token.claims());
            if (claim != null && claim.kind() == JsonKind.STRING) {
                all.addAll(List.of(claim.text().split(" ")));
            } else {
                all.addAll(texts(claim, path.toString()));
            }
        }
        return all.stream()
                .filter(group -> group.startsWith(groupsPrefix))
                .map(group -> group.substring(groupsPrefix.length()))
                .collect(Collectors.toSet());
    }

    /** SmallRye JWT casts the claim without a check, whichever claim is configured. */
    private static List<String> configuredGroups(JsonWebToken verified) {
        try {
            Set<?> groups = verified.getGroups();
            return groups == null
                    ? List.of()
                    : groups.stream()
                            .map(String.class::cast)
                            .map(Objects::requireNonNull)
                            .toList();
        } catch (ClassCastException | NullPointerException ofAnotherType) {
            throw rejection("groups", "an array of strings");
        }
    }

    private Map<String, RawJson> rooms(UnverifiedToken token) {
        RawJson claim = roomsPath.find(token.claims());
        if (claim == null) {
            return Map.of();
        }
        if (claim.kind() != JsonKind.OBJECT) {
            throw rejection(roomsPath.toString(), "an object");
        }
        Map<String, RawJson> rights = new HashMap<>();
        claim.members(rights::put);
        return rights;
    }

    private RoomPatterns patterns(Map<String, RawJson> rooms, String right) {
        return RoomPatterns.of(texts(rooms.get(right), roomsPath + "/" + right));
    }

    /** Returns the strings of an array; none if it is absent. */
    private static List<String> texts(@Nullable RawJson claim, String name) {
        if (claim == null || claim.isNull()) {
            return List.of();
        }
        boolean valid = claim.kind() == JsonKind.ARRAY
                && claim.items().stream().allMatch(item -> item.kind() == JsonKind.STRING);
        if (!valid) {
            throw rejection(name, "an array of strings");
        }
        return claim.items().stream().map(RawJson::text).toList();
    }

    private static TokenRejectedException rejection(String claim, String expected) {
        return new TokenRejectedException(TokenRejection.claim(claim, expected));
    }
}
