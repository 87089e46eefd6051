/// Protocols that are known by their bytes: one small class each, and what they tell.
@NullMarked
package org.tapwarden.classifier.protocol;

import org.jspecify.annotations.NullMarked;
