@NullMarked
package io.herald.loop;

import org.jspecify.annotations.NullMarked;
