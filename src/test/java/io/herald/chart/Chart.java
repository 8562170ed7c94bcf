package io.herald.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.nio.file.Path;

/** The chart, rendered with one of the value sets beside this test. */
final class Chart {

    static final Path DIRECTORY = Path.of("helm", "herald");

    private Chart() {}

    static LintResult lint() {
        return new Helm(DIRECTORY).lint().strict().call();
    }

    /** @param overrides values as {@code name=value}; a comma in a value is escaped */
    static Manifests render(String values, String... overrides) {
        return renderAs(Release.NAME, values, overrides);
    }

    /**
     * Renders the chart for a release of another name. The release is installed: the command "template" of this library
     * would look for a cluster of its own.
     */
    static Manifests renderAs(String release, String values, String... overrides) {
        try (ApiServer cluster = ApiServer.start()) {
            return Release.install(cluster, release, values, overrides).manifests();
        }
    }

    /** Returns the hooks, of which {@code helm test} is one. */
    static Manifests hooks(String values) {
        try (ApiServer cluster = ApiServer.start()) {
            return Release.install(cluster, Release.NAME, values).hooks();
        }
    }
}
