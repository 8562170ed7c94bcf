/** Tests of what users copy: the Java client, the examples, and the code in the documentation. */
@NullMarked
package io.herald.examples;

import org.jspecify.annotations.NullMarked;
