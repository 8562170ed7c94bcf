/** Checks of the settings at startup, and the summary that a start logs. */
@NullMarked
package io.herald.ops.startup;

import org.jspecify.annotations.NullMarked;
