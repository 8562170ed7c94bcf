/** The subscriptions of browsers: the REST resources and their storage. */
@NullMarked
package io.herald.push.subscription;

import org.jspecify.annotations.NullMarked;
