/** The subscribers of one event loop: what each follows, how far it has got, and the end of its connection. */
@NullMarked
package io.herald.hub.subscriber;

import org.jspecify.annotations.NullMarked;
