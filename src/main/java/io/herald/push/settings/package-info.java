/** The settings of Web Push, and their checks at startup. */
@NullMarked
package io.herald.push.settings;

import org.jspecify.annotations.NullMarked;
