package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks modules of the console that show nothing themselves, in the browser. */
abstract class ConsoleModuleScenarios extends ConsoleScenario {

    private static final String EXPRESSIONS = """
            async () => {
              const { compareIds } = await import('/console/rooms/order.js');
              const { withLinks } = await import('/console/rooms/links.js');
              const { tintOf } = await import('/console/tints.js');
              const { scaleOf } = await import('/console/dashboard/scale.js');
              const { ticks } = await import('/console/dashboard/ranges.js');
              const { series } = await import('/console/dashboard/series.js');
              const { deliveryCount } = await import('/console/delivery-count.js');
              const links = (text) => withLinks(text).map((node) => node.href ? `<${node.textContent}>` : node).join('');
              const minute = 60_000;
              const history = series(0);
              for (let at = 0; at < 10 * minute; at += 1000) history.add({ at, p99Ms: at === 61_000 ? 900 : 3, connections: at % 2000 ? 10 : 20 });
              const restored = series(0, JSON.parse(JSON.stringify(history)));
              const segments = restored.segments('p99Ms', 0);
              const count = deliveryCount();
              count.setOnline(true, 0);
              [1, 2, 3].forEach((number) => count.accepted(number, 0));
              [1, 3, 3].forEach((number) => count.receive(number));
              return {
                'ids in the order of their numbers': [['9-2', '10-0', '9-10', '9-2'].sort(compareIds).join(' '), '9-2 9-2 9-10 10-0'],
                'addresses are links': [links('see (https://a.example/b_(c)?d=1#e). ftp://x and HTTP:'), 'see (<https://a.example/b_(c)?d=1#e>). ftp://x and HTTP:'],
                'a script is no link': [links('javascript:alert(1) <b>http://a.example/</b>'), 'javascript:alert(1) <b><http://a.example/></b>'],
                'users have different colours': [new Set(['ab', 'ba', 'alice', 'bob', ...'cdefghijklmn'].map(tintOf)).size, 16],
                'a user keeps the colour': [tintOf('ab') === tintOf('ab'), true],
                'a spike does not set the scale': [scaleOf([...Array(50).fill(7), 9000]), 20],
                'a rise sets the scale': [scaleOf([...Array(30).fill(7), ...Array(30).fill(700)]), 1000],
                'the axis has the full minutes': [ticks({ ms: 15 * minute, step: 5 * minute }, 17 * minute).length, 3],
                'a spike stays in the history': [Math.max(...segments.flat().map((point) => point.p99Ms)), 900],
                'the history has no gap': [segments.length, 1],
                'the history is short': [segments.flat().length < 180, true],
                'older values are means': [restored.segments('connections', 0).flat()[0].connections, 15],
                'an event is lost if a later one arrives': [count.lost(1), 1],
                'an event is repeated': [count.repeated, 1],
              };
            }""";

    /** By promise, the result and the expected one. */
    @Test
    void the_modules_compute_what_the_views_show() {
        Map<?, ?> results = (Map<?, ?>) signedOutWindow().page.evaluate(EXPRESSIONS);
        results.forEach((promise, pair) -> {
            List<?> values = (List<?>) pair;
            assertEquals(values.get(1), values.get(0), promise.toString());
        });
    }
}
