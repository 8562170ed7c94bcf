/** Tests of the Helm chart. Helm runs as a library, and the manifests are read as strictly as the API server reads them. */
@NullMarked
package io.herald.chart;

import org.jspecify.annotations.NullMarked;
