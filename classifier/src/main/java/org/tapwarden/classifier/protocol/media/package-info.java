/// Calls, conferences and streams.
@NullMarked
package org.tapwarden.classifier.protocol.media;

import org.jspecify.annotations.NullMarked;
