/** Serves metrics, API documents and information about the build on a port of their own. */
@NullMarked
package io.herald.ops.management;

import org.jspecify.annotations.NullMarked;
