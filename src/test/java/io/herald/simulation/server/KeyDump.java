package io.herald.simulation.server;

import io.herald.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The content of a key in a form that can be compared.
 *
 * @param expiresAt in milliseconds since the epoch; {@link Keyspace#NO_EXPIRY} for none
 */
record KeyDump(String key, Object content, long expiresAt) {

    /** The time between two looks at the clock of a real server. */
    private static final long TOLERANCE = 10;

    private static final String OVERLAY = "}:r:";
    private static final String ORIGIN = "}:o:";

    static final String SCRIPT = """
            local function now()
              local time = redis.call('TIME')
              return time[1] * 1000 + math.floor(time[2] / 1000)
            end
            local function expiry(key)
              while true do
                local before, ttl = now(), redis.call('PTTL', key)
                if ttl < 0 then return -1 end
                if now() == before then return before + ttl end
              end
            end
            local all = {}
            for _, key in ipairs(redis.call('KEYS', 'model:*')) do
              local kind, content = redis.call('TYPE', key)['ok'], nil
              if kind == 'string' then content = redis.call('GET', key)
              elseif kind == 'hash' then content = redis.call('HGETALL', key)
              elseif kind == 'zset' then content = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
              elseif kind == 'set' then content = redis.call('SMEMBERS', key)
              elseif kind == 'stream' then content = redis.call('XRANGE', key, '-', '+') end
              if content then all[#all + 1] = {key, kind, content, expiry(key)} end
            end
            return all
            """;

    /** @param real the reply to the script */
    static List<KeyDump> of(List<?> real) {
        List<KeyDump> all = new ArrayList<>();
        for (Object each : real) {
            List<?> one = (List<?>) each;
            long expiry = (Long) one.get(3);
            all.add(new KeyDump(
                    (String) one.get(0),
                    canonical((String) one.get(1), one.get(2)),
                    expiry < 0 ? Keyspace.NO_EXPIRY : expiry));
        }
        return all;
    }

    private static Object canonical(String kind, Object content) {
        if (kind.equals("hash") || kind.equals("zset")) {
            List<?> pairs = (List<?>) content;
            Map<String, String> map = new TreeMap<>();
            for (int i = 0; i < pairs.size(); i += 2) {
                map.put((String) pairs.get(i), (String) pairs.get(i + 1));
            }
            return map;
        }
        return kind.equals("set")
                ? ((List<?>) content).stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new))
                : content;
    }

    static List<KeyDump> of(Keyspace model) {
        return model.names().stream()
                .map(key -> new KeyDump(key, content(model.content(key)), expiry(model, key)))
                .toList();
    }

    private static long expiry(Keyspace model, String key) {
        long ttl = model.ttl(key);
        return ttl < 0 ? Keyspace.NO_EXPIRY : model.nowMillis() + ttl;
    }

    private static Object content(Object content) {
        if (content instanceof ModelStream stream) {
            return ReadModel.entries(
                    stream.range(EventId.ZERO, new EventId(Long.MAX_VALUE, Long.MAX_VALUE), Integer.MAX_VALUE));
        } else if (content instanceof TreeMap<?, ?> map) {
            Map<String, String> text = new TreeMap<>();
            map.forEach((name, value) -> text.put(name.toString(), value.toString()));
            return text;
        }
        return content;
    }

    /**
     * Describes the first difference; null if there is none. Ignores keys that may have expired, and the obsolete revisions of
     * overlays, of which the server removes some at random.
     *
     * @param end when the real server was read, in milliseconds since the epoch
     */
    static @Nullable String difference(List<KeyDump> real, List<KeyDump> model, long end) {
        Map<String, KeyDump> byKey = effective(model);
        for (KeyDump expected : effective(real).values()) {
            KeyDump found = byKey.remove(expected.key);
            if (found == null) {
                if (!expected.mayHaveExpired(end)) {
                    return "missing in the model: " + expected;
                }
            } else if (!found.isLike(expected) && !(expected.isOverlay() && expected.mayHaveExpired(end))) {
                return "key " + expected.key + " " + expected.firstDifference(found);
            }
        }
        return byKey.values().stream()
                .filter(extra -> !extra.mayHaveExpired(end))
                .map(extra -> "only in the model: " + extra)
                .findFirst()
                .orElse(null);
    }

    /** Returns the keys by their names, without the obsolete revisions, and without overlays that have no others. */
    private static Map<String, KeyDump> effective(List<KeyDump> all) {
        Map<String, KeyDump> byKey = new TreeMap<>();
        all.forEach(dump -> byKey.put(dump.key, dump));
        List.copyOf(byKey.values()).stream().filter(KeyDump::isOverlay).forEach(overlay -> {
            KeyDump origin = byKey.get(overlay.key.replace(OVERLAY, ORIGIN));
            KeyDump effective = overlay.revisionsAfter(origin == null ? "0-0" : (String) origin.content);
            if (((Map<?, ?>) effective.content).isEmpty()) {
                byKey.remove(overlay.key);
            } else {
                byKey.put(overlay.key, effective);
            }
        });
        return byKey;
    }

    private boolean isOverlay() {
        return key.contains(OVERLAY);
    }

    /** Returns an overlay with the revisions that its history may still hold. */
    private KeyDump revisionsAfter(String origin) {
        Map<String, String> held = new TreeMap<>();
        ((Map<?, ?>) content).forEach((message, value) -> {
            String revision = (String) value;
            if (EventId.parse(revision.substring(0, revision.indexOf(' '))).isAfter(EventId.parse(origin))) {
                held.put((String) message, revision);
            }
        });
        return new KeyDump(key, held, expiresAt);
    }

    private boolean mayHaveExpired(long end) {
        return expiresAt != Keyspace.NO_EXPIRY && expiresAt <= end + TOLERANCE;
    }

    private String firstDifference(KeyDump found) {
        if (content instanceof List<?> ours && found.content instanceof List<?> theirs) {
            int i = 0;
            while (i < Math.min(ours.size(), theirs.size()) && ours.get(i).equals(theirs.get(i))) {
                i++;
            }
            return "entry " + i + " redis " + ours.subList(i, ours.size()) + " model "
                    + theirs.subList(i, theirs.size());
        }
        return "redis " + this + " model " + found;
    }

    /** The server assigns the ids of a work queue and of staged events by a clock that a script does not see. */
    private Object comparable() {
        return key.endsWith("}:work") || key.endsWith("}:staged")
                ? ((List<?>) content)
                        .stream().map(entry -> ((List<?>) entry).get(1)).toList()
                : content;
    }

    private boolean isLike(KeyDump other) {
        return comparable().equals(other.comparable()) && Math.abs(expiresAt - other.expiresAt) <= TOLERANCE;
    }

    /** Corrects the expiry in the model, which is only as exact as the assumed time of the call. */
    void setExpiryIn(Keyspace model) {
        if (expiresAt != Keyspace.NO_EXPIRY) {
            model.expireAt(key, expiresAt);
        }
    }
}
