/// What routers and switches tell each other.
@NullMarked
package org.tapwarden.classifier.protocol.routing;

import org.jspecify.annotations.NullMarked;
