/**
 * Adapts what Vert.x, Netty and Quarkus do not promise to keep: implementation classes and the names of their channel
 * handlers. No other package uses them, and tests check each use against the libraries, so an upgrade breaks this package
 * only.
 */
@NullMarked
package io.herald.vertx;

import org.jspecify.annotations.NullMarked;
