/** The Helm chart: rendered by Helm as a library, and read as strictly as the API server would. */
@NullMarked
package io.herald.chart;

import org.jspecify.annotations.NullMarked;
