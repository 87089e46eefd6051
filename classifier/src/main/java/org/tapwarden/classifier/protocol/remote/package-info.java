/// Remote access: shells and screens.
@NullMarked
package org.tapwarden.classifier.protocol.remote;

import org.jspecify.annotations.NullMarked;
